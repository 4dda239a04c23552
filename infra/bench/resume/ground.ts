import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsServerPlace } from '../../natsServer/places.ts';
import { startServer } from '../../natsServer/startServer.ts';

/** What logs stand on while they are disturbed. */
export type Ground = {
  readonly name: string;
  /** Processes that share a log. */
  readonly workers: number;
  /** A folder for everything, removed with the ground. */
  readonly home: string;
  /** The log of a run. */
  url(run: string): string;
  /** Kills the server with -9 and starts it again on its store and port; null where there is none. */
  readonly restart: (() => Promise<void>) | null;
  remove(): Promise<void>;
};

const PREFIX = join(tmpdir(), 'dse-resume-');

/** A log in a folder, one process at a time. */
export async function sqliteGround(): Promise<Ground> {
  const home = await mkdtemp(PREFIX);
  return {
    name: 'SQLite',
    workers: 1,
    home,
    url: (run) => `sqlite:${join(home, run, 'log')}`,
    restart: null,
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** A nats-server of its own, two processes on each log. */
export async function natsGround({ path, version }: NatsServerPlace): Promise<Ground> {
  const home = await mkdtemp(PREFIX);
  const store = join(home, 'store');
  let server = await startServer({ path, store });
  const { port } = server;
  return {
    name: `nats-server ${version}`,
    workers: 2,
    home,
    url: (run) => `nats://127.0.0.1:${port}/${run}`,
    restart: async () => {
      await server.stop('SIGKILL');
      server = await startServer({ path, store, port });
    },
    remove: async () => {
      await server.remove();
      await rm(home, { recursive: true, force: true });
    },
  };
}
