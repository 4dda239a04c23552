// Plain JavaScript, because an old Node must be able to read it: vitest itself starts on Node 20 and would fail oddly.
const floor = 24;
if (Number(process.versions.node.split('.')[0]) < floor) {
  console.error(
    `The tests need Node ${floor} or newer, this is ${process.versions.node}: run them with \`npm test\` after \`npm ci\`, which brings its own Node.`,
  );
  process.exit(1);
}
