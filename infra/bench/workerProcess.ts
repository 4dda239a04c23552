import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../cli/bin.js', import.meta.url));

/** A `dse work` of its own process. */
export type WorkerProcess = {
  readonly child: ChildProcess;
  /** Its name in the log, once it works. */
  readonly name: Promise<string>;
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** What it wrote to stderr last. */
  readonly said: () => string;
  /** Stops it in order. @throws Error with its last words when it did not end so. */
  readonly stop: () => Promise<void>;
};

export type WorkerSetting = {
  readonly folder: string;
  readonly url: string;
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  /** Variables of its environment besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
};

export function startWorker({ folder, url, node = [], env = {} }: WorkerSetting): WorkerProcess {
  const child = spawn(process.execPath, [...node, BIN, 'work', '--folder', folder, '--log', url], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const name = Promise.withResolvers<string>();
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-8000);
    const found = /\bas (w-[a-z0-9-]+);/.exec(said)?.[1];
    if (found !== undefined) name.resolve(found);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void ended.then(() => name.reject(new Error(`a worker ended before it worked: ${said}`)));
  name.promise.catch(() => {});
  return {
    child,
    name: name.promise,
    ended,
    said: () => said,
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      if (code !== 0) throw new Error(`a worker ended with ${code}: ${said}`);
    },
  };
}
