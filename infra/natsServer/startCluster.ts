import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRouteLane } from './routeLane.ts';
import type { RouteLane } from './routeLane.ts';
import { startServer } from './startServer.ts';
import type { NatsServer } from './startServer.ts';

export type ClusterNode = {
  /** As the servers call it: `n1`, `n2`, `n3`. */
  readonly name: string;
  /** Where clients connect; the same after a restart. */
  readonly port: number;
  /** Its process; null while it is stopped. */
  readonly pid: number | null;
  /** In order; with `SIGKILL` as a crash would. Its store stays. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again, on its store and port. */
  start(): Promise<void>;
  /** Cuts it off from the other two; clients still reach it. */
  cutOff(): void;
  heal(): void;
};

export type NatsCluster = {
  readonly nodes: readonly ClusterNode[];
  /** What a log on it is opened with, three copies of everything. */
  readonly url: string;
  /** Stops all of it and removes its stores. */
  remove(): Promise<void>;
};

const NAMES = ['n1', 'n2', 'n3'] as const;
const READY_MS = 30_000;

/**
 * Starts three nats-servers on loopback as one JetStream cluster; resolves when it has a leader. Every route between two of them goes
 * through this process, so that one can be cut off from the others. @throws Error when it does not come up.
 */
export async function startCluster({ path }: { readonly path: string }): Promise<NatsCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'dse-nats-cluster-'));
  const servers = new Map<string, NatsServer>();
  const lanes = new Map<string, RouteLane>();
  const remove = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.stop('SIGKILL')));
    await Promise.all([...lanes.values()].map((lane) => lane.close()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const from of NAMES) {
      for (const to of NAMES)
        if (from !== to)
          lanes.set(`${from}${to}`, await openRouteLane(() => servers.get(to)?.routePort ?? null));
    }
    const ports = new Map<string, number>();
    const start = async (name: string): Promise<void> => {
      const routes = NAMES.flatMap((to) => {
        const lane = lanes.get(`${name}${to}`);
        return lane ? [`"nats://127.0.0.1:${lane.port}"`] : [];
      });
      const config = join(folder, `${name}.conf`);
      writeFileSync(config, clusterConfig(name, routes));
      const port = ports.get(name);
      const server = await startServer({
        path,
        config,
        store: join(folder, name),
        ...(port === undefined ? {} : { port }),
      });
      servers.set(name, server);
      ports.set(name, server.port);
    };
    await Promise.all(NAMES.map(start));
    const hosts = [...NAMES].map((name) => `127.0.0.1:${ports.get(name)}`);
    await led(hosts);
    const around = (name: string): readonly RouteLane[] =>
      [...lanes].filter(([ends]) => ends.includes(name)).map(([, lane]) => lane);
    return {
      nodes: NAMES.map((name) => ({
        name,
        port: ports.get(name)!,
        get pid() {
          return servers.get(name)?.pid ?? null;
        },
        stop: async (signal) => {
          const server = servers.get(name);
          servers.delete(name);
          await server?.stop(signal);
        },
        start: () => start(name),
        cutOff: () => around(name).forEach((lane) => lane.cut()),
        heal: () => around(name).forEach((lane) => lane.heal()),
      })),
      url: `nats://${hosts.join(',')}?replicas=3`,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * The address it advertises leads nowhere: what servers tell each other of their neighbours must not make a route past the lanes. And
 * clients are told of nobody, so that they stay with the servers they were given.
 */
const clusterConfig = (name: string, routes: readonly string[]): string => `server_name: ${name}
jetstream {}
cluster {
  name: dse
  listen: "127.0.0.1:-1"
  advertise: "127.0.0.1:1"
  no_advertise: true
  routes: [${routes.join(', ')}]
}
`;

/** Resolves when JetStream has a leader for the whole cluster. */
async function led(hosts: readonly string[]): Promise<void> {
  const nc = await connect({ servers: [...hosts] });
  try {
    for (const until = Date.now() + READY_MS; ; await sleep(100)) {
      try {
        await (await jetstreamManager(nc, { timeout: 1000 })).getAccountInfo();
        return;
      } catch (error) {
        if (Date.now() > until)
          throw new Error(
            `the cluster at ${hosts.join(', ')} has no leader after ${READY_MS} ms: ${(error as Error).message}`,
            { cause: error },
          );
      }
    }
  } finally {
    await nc.close();
  }
}
