import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

type Permission = { has(scope: string): boolean; drop?(scope: string): void };

/**
 * Gives up every right the worker does not need any more and says, from trying each, which walls stand. `apart`: what keeps artifacts from each
 * other; `readable`: a file that could be read so far.
 */
export function dropRights(apart: string, readable: string): string[] {
  const permission = process.permission as Permission | undefined;
  permission?.drop?.('addon');
  permission?.drop?.('fs.read');
  if (process.getuid?.() === 0) {
    process.setgroups?.([]);
    process.setgid?.(NOBODY);
    process.setuid?.(NOBODY);
  }
  const walls = ['own process', apart];
  if (permission !== undefined) walls.push('node permission model');
  if (fails(() => readFileSync(readable))) walls.push('no file reading');
  if (permission !== undefined && !permission.has('fs.write')) walls.push('no file writing');
  if (permission !== undefined && !permission.has('child')) walls.push('no child processes');
  if (permission !== undefined && !permission.has('addon')) walls.push('no native addons');
  if (fails(() => createRequire(import.meta.url)('node:sqlite') as unknown)) walls.push('no sqlite');
  if (Object.keys(process.env).every((name) => NEUTRAL.has(name))) walls.push('empty environment');
  if (process.getuid !== undefined && process.getuid() !== 0) walls.push('unprivileged user');
  return walls;
}

/** The id of `nobody` on every common system; looking the name up would need to read files. */
const NOBODY = 65534;

/** What stands in the environment the parent gives; none of it is the parent's own (`PWD` is / and comes from bubblewrap). */
const NEUTRAL = new Set(['TZ', 'PWD', 'SystemRoot', '__CF_USER_TEXT_ENCODING']);

function fails(attempt: () => unknown): boolean {
  try {
    attempt();
    return false;
  } catch {
    return true;
  }
}
