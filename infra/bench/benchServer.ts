import { serversHere } from '../natsServer/places.ts';
import { startServer } from '../natsServer/startServer.ts';
import type { NatsServer } from '../natsServer/startServer.ts';

/** A server of a bench's own, with an empty store. */
export type BenchServer = {
  readonly version: string;
  readonly server: NatsServer;
  /** `host:port` */
  readonly address: string;
};

/** Starts a nats-server of this kind: `current`, or the beginning of a version such as `2.9`. @throws Error when none is here. */
export async function benchServer(kind: string): Promise<BenchServer> {
  const place = serversHere().findLast(
    ({ version }) => kind === 'current' || `${version}.`.startsWith(`${kind}.`),
  );
  if (!place)
    throw new Error(
      `there is no nats-server ${kind} here: \`npm run nats:fetch\` gets 2.9 and a current one`,
    );
  const server = await startServer({ path: place.path });
  return { version: place.version, server, address: `${server.host}:${server.port}` };
}
