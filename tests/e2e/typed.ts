import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../infra/cli/bin.js', import.meta.url));

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** Starts the CLI as a user types it. */
export function typing(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [bin, ...args], {
    env: {
      ...process.env,
      DSE_FOLDER: '',
      DSE_LOG: '',
      DSE_CONFIG: '',
      DSE_DEBUG: '',
      QDRANT_URL: '',
      ...env,
    },
  });
}

/** Waits for a started CLI to end. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  return new Promise((resolve) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => (out += String(text)));
    child.stderr.on('data', (text) => (err += String(text)));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

export const typed = (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> =>
  ended(typing(args, env));

/** Waits until a started CLI has said something on standard error. */
export function saying(child: ChildProcessWithoutNullStreams, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (more) => {
      said += String(more);
      if (said.includes(text)) resolve();
    });
    child.on('close', () => reject(new Error(`it ended before it said "${text}": ${said}`)));
  });
}
