import { execFile } from 'node:child_process';
import { planLaunch } from './launch.ts';

let probed: Promise<string | null> | null = null;

/** `bwrap` when a worker really starts inside it, else null. Probed once: containers often have the program but not the right. */
export function findBubblewrap(): Promise<string | null> {
  probed ??= process.platform === 'linux' ? probe('bwrap') : Promise.resolve(null);
  return probed;
}

function probe(command: string): Promise<string | null> {
  const { args, env } = planLaunch(command);
  return new Promise((resolve) => {
    // With its input at an end the worker says that it is ready and leaves.
    const child = execFile(
      command,
      [...args],
      { env: { ...env, PATH: process.env['PATH'] ?? '' }, timeout: 10_000, encoding: 'buffer' },
      (error) => resolve(error === null ? command : null),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}
