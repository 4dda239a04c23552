import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** One direction of a route between two servers of a cluster, through this process, so that it can be cut. */
export type RouteLane = {
  /** Where the server that begins the route connects. */
  readonly port: number;
  /** From now on nothing gets through, in either direction, and nobody is told: as when a cable is pulled. */
  cut(): void;
  /** Connections that were cut are closed; new ones get through. */
  heal(): void;
  close(): Promise<void>;
};

/** `target` gives the port of the server at the other end; null while it is down. */
export async function openRouteLane(target: () => number | null): Promise<RouteLane> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    hold(near);
    // Connected, and nothing more: the server at this end waits for a greeting.
    if (isCut) return;
    const port = target();
    if (port === null) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    hold(far);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    heal: () => {
      if (!isCut) return;
      isCut = false;
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}
