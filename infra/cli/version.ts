import { existsSync, readFileSync } from 'node:fs';

/** The package's own file: two folders up from the sources, three from what is built. */
const place = ['../../package.json', '../../../package.json']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));

/** The version of this DSE. */
export const version: string = place
  ? (JSON.parse(readFileSync(place, 'utf8')) as { version: string }).version
  : 'unknown';
