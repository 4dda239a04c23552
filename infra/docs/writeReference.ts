import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceFiles } from './referenceFiles.ts';

const root = new URL('../../', import.meta.url);
const files = await referenceFiles();

rmSync(new URL('docs/reference/schemas', root), { recursive: true, force: true });
for (const [file, text] of files) {
  const path = fileURLToPath(new URL(file, root));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
process.stdout.write(`wrote ${files.size} files into docs/reference\n`);
