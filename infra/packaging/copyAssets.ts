import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Everything in the rooms that is not TypeScript (SQL, plain JavaScript, the examples), copied beside the emitted code. */
const rooms = ['actors', 'events', 'machines', 'projections', 'infra', 'docs/examples'];
const root = new URL('../../', import.meta.url);

for (const room of rooms) {
  await cp(new URL(room, root), new URL(`dist/${room}`, root), {
    recursive: true,
    filter: (from) => room === 'docs/examples' || !from.endsWith('.ts'),
  });
}
process.stdout.write(`built into ${fileURLToPath(new URL('dist', root))}\n`);
