import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../infra/cli/bin.js', import.meta.url));
const RECORD_ACKS = new URL('./recordAcks.ts', import.meta.url).href;

export type WorkerProcess = {
  readonly child: ChildProcess;
  /** As the log calls it, once it works. */
  readonly name: Promise<string>;
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** What it wrote to stderr so far. */
  readonly said: () => string;
};

export type WorkerSetting = {
  readonly folder: string;
  readonly url: string;
  /** A file that gets a line for each message the server acknowledged to this process. */
  readonly acks?: string;
};

/** Starts `dse work` as a process of its own. */
export function startWorker({ folder, url, acks }: WorkerSetting): WorkerProcess {
  const child = spawn(
    process.execPath,
    [...(acks ? ['--import', RECORD_ACKS] : []), BIN, 'work', '--folder', folder, '--log', url],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...(acks ? { DSE_CHAOS_ACKS: acks } : {}) },
    },
  );
  const name = Promise.withResolvers<string>();
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
    const found = /\bas (w-[a-z0-9-]+);/.exec(said)?.[1];
    if (found) name.resolve(found);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  void ended.then(() => name.reject(new Error(`the worker ended before it worked: ${said}`)));
  name.promise.catch(() => {});
  return { child, name: name.promise, ended, said: () => said };
}
