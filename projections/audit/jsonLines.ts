import { readFileSync } from 'node:fs';

/** The JSON values of a file in this folder, one a line. What they look like is the caller's promise. */
export function jsonLines<Line>(name: string): Line[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}
