import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Everything in the rooms that is not TypeScript (SQL, plain JavaScript), and the examples. */
const folders = ['actors', 'events', 'machines', 'projections', 'infra', 'docs/examples'];
const root = fileURLToPath(new URL('../../', import.meta.url));
const [to = join(root, 'dist')] = process.argv.slice(2);

for (const folder of folders) {
  await cp(join(root, folder), join(to, folder), {
    recursive: true,
    filter: (from) => folder === 'docs/examples' || !from.endsWith('.ts'),
  });
}
