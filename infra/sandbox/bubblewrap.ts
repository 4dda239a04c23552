import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { planLaunch } from './launch.ts';

let probed: Promise<string | null> | null = null;

/**
 * The path of `bwrap` when a worker really starts inside it, else null. Probed once per process: containers often have the program but
 * not the right to use it.
 */
export function findBubblewrap(): Promise<string | null> {
  probed ??= probe();
  return probed;
}

async function probe(): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, 'bwrap')).find((file) => existsSync(file));
  if (path === undefined) return null;
  const { command, args, env } = planLaunch(path);
  return new Promise((resolve) => {
    // With its input at an end the worker says that it is ready and leaves.
    const child = execFile(command, [...args], { env, timeout: 10_000, encoding: 'buffer' }, (error) => {
      resolve(error === null ? path : null);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}
