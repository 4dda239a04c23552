import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../cli/bin.js', import.meta.url));

/** A `dse work` of its own process. */
export type WorkerProcess = {
  /** Its name in the log, once it works. */
  readonly name: Promise<string>;
  /** Stops it in order. @throws Error with its last words when it did not end so. */
  stop(): Promise<void>;
  kill(): void;
};

export function startWorker(folder: string, url: string): WorkerProcess {
  const child = spawn(process.execPath, [BIN, 'work', '--folder', folder, '--log', url], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const name = Promise.withResolvers<string>();
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-8000);
    const found = /\bas (w-[a-z0-9-]+);/.exec(said)?.[1];
    if (found !== undefined) name.resolve(found);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void ended.then(() => name.reject(new Error(`bench: a worker ended before it worked: ${said}`)));
  name.promise.catch(() => {});
  return {
    name: name.promise,
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      if (code !== 0) throw new Error(`bench: a worker ended with ${code}: ${said}`);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
