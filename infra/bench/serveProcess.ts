import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../cli/bin.js', import.meta.url));

export type ServeProcess = {
  readonly child: ChildProcess;
  /** Where it answers, once it does. */
  readonly url: Promise<string>;
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** What it wrote to stderr so far. */
  readonly said: () => string;
};

/** Starts `dse serve` on a free port as a process of its own. */
export function startServe(folder: string, ...options: readonly string[]): ServeProcess {
  const child = spawn(process.execPath, [BIN, 'serve', '--folder', folder, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DSE_FOLDER: '', DSE_LOG: '', DSE_DEBUG: '' },
  });
  const url = Promise.withResolvers<string>();
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  child.stdout.once('data', (data: Buffer) => url.resolve(data.toString().trim()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  void ended.then(() => url.reject(new Error(`the server ended before it answered: ${said}`)));
  url.promise.catch(() => {});
  return { child, url: url.promise, ended, said: () => said };
}
