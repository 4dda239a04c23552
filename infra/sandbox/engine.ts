import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The installed version of isolated-vm, read without loading it. */
export function engineVersion(): string {
  const manifest = createRequire(import.meta.url).resolve('isolated-vm/package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
