#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on can read: it finds a Node that can run DSE before anything asks for
// node:sqlite or TypeScript, which older ones lack.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAJOR = 24;
const MINOR = 15;
const UNAVAILABLE = 5;
const here = dirname(fileURLToPath(import.meta.url));

/** Whether this Node has what DSE needs: node:sqlite without a flag, type stripping, permission.drop. */
function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > MAJOR || (major === MAJOR && minor >= MINOR);
}

/** The Node that `npm ci` brought, in this folder or one above; null when there is none but the running one. */
function ownNode() {
  const running = realpathSync(process.execPath);
  for (let folder = here; ; folder = dirname(folder)) {
    for (const place of ['node/bin/node', 'node/bin/node.exe', '.bin/node']) {
      const file = join(folder, 'node_modules', place);
      if (existsSync(file) && realpathSync(file) !== running) return file;
    }
    if (folder === dirname(folder)) return null;
  }
}

/** Runs this very command line with another Node and ends as it ends. */
function handOver(node) {
  // Listening comes first: a signal that arrives while the other Node starts must not end this one alone.
  // A terminal sends Ctrl-C to both processes; passed on again it would count as a second one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  child.on('error', (error) => {
    console.error(`dse: ${node} did not start (${error.message}); run \`npm ci\` again.`);
    process.exit(UNAVAILABLE);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? UNAVAILABLE);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

if (isNewEnough()) {
  const mains = ['main.js', 'main.ts', '../../dist/infra/cli/main.js'].map(
    (file) => new URL(file, import.meta.url),
  );
  // Before anything else is read: most of a short command's time is reading its own modules.
  module.enableCompileCache();
  const main = mains.find((url) => existsSync(url)) ?? mains[0];
  await import(main.href);
} else {
  const node = ownNode();
  if (node === null) {
    console.error(
      `dse needs Node ${MAJOR}.${MINOR} or newer, this is ${process.versions.node}: run \`npm ci\` in the folder of DSE (it brings its own Node), or install Node ${MAJOR}.`,
    );
    process.exit(UNAVAILABLE);
  }
  handOver(node);
}
