import { afterAll, beforeAll, describe, test } from 'vitest';
import { compareVersions, serversHere } from '../../infra/natsServer/places.ts';
import type { NatsServerPlace } from '../../infra/natsServer/places.ts';
import { startCluster } from '../../infra/natsServer/startCluster.ts';
import type { NatsCluster } from '../../infra/natsServer/startCluster.ts';
import { startServer } from '../../infra/natsServer/startServer.ts';
import type { NatsServer, NatsServerOptions } from '../../infra/natsServer/startServer.ts';

/** The servers a log of DSE is held against: the oldest that is supported, and a current one. */
const kinds = {
  '2.9': (version: string) => version.startsWith('2.9.'),
  current: (version: string) => compareVersions(version, '2.12.0') >= 0,
} as const;
export type ServerKind = keyof typeof kinds;

const here = serversHere();

/** The server of this kind; null where it is not here, which in CI is a failure. */
function serverPlace(kind: ServerKind): NatsServerPlace | null {
  const found = here.findLast(({ version }) => kinds[kind](version)) ?? null;
  if (found === null && process.env['CI'])
    throw new Error(`no nats-server ${kind} is here: run \`npm run nats:fetch\` before the tests`);
  return found;
}

/**
 * Holds a suite against the server of a kind, by its name and version. Where there is none, one skipped test says how to get it.
 */
export function onServer(
  kind: ServerKind,
  suite: (name: string, server: () => NatsServer, place: NatsServerPlace) => void,
): void {
  onPlace(kind, (place) => {
    const name = `nats-server ${place.version}`;
    describe(name, () => suite(name, runningServer(place), place));
  });
}

function onPlace(kind: ServerKind, suite: (place: NatsServerPlace) => void): void {
  const place = serverPlace(kind);
  if (place) suite(place);
  else test(`nats-server ${kind} is not here: \`npm run nats:fetch\` gets it`, ({ skip }) => skip());
}

/** Holds a suite against three servers of a kind that are one cluster, by its version. */
export function onCluster(
  kind: ServerKind,
  suite: (name: string, cluster: () => NatsCluster, place: NatsServerPlace) => void,
): void {
  onPlace(kind, (place) => {
    const name = `three nats-servers ${place.version}`;
    describe(name, () => {
      let cluster: NatsCluster | undefined;
      beforeAll(async () => {
        cluster = await startCluster({ path: place.path });
      });
      afterAll(async () => cluster?.remove());
      suite(name, () => cluster!, place);
    });
  });
}

/** A running server for one test file, stopped and removed after it. */
function runningServer(
  place: NatsServerPlace,
  options: Omit<NatsServerOptions, 'path'> = {},
): () => NatsServer {
  let server: NatsServer | undefined;
  beforeAll(async () => {
    server = await startServer({ path: place.path, ...options });
  });
  afterAll(async () => server?.remove());
  return () => server!;
}
