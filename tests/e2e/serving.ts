import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServe } from '../../infra/bench/serveProcess.ts';
import { typed } from './typed.ts';
import type { Ended } from './typed.ts';

export type Serving = {
  readonly folder: string;
  /** Types a command for the folder. */
  dse(...args: readonly string[]): Promise<Ended>;
  close(): Promise<void>;
};

/** A folder of its own with a server that holds it and answers the commands, so that each begins quickly. */
export async function openServing(): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), 'dse-serving-'));
  const server = startServe(folder);
  await server.url;
  return {
    folder,
    dse: (...args) => typed(['--folder', folder, ...args]),
    close: async () => {
      server.child.kill('SIGTERM');
      await server.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
