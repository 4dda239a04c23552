import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpApp } from './app.ts';
import type { AppSettings } from './app.ts';
import { LOOPBACK } from './guard.ts';
import type { HttpHouse } from './house.ts';

export type ListenSettings = Omit<AppSettings, 'hosts' | 'leaving'> & {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Names by which others reach it, beside the host itself. */
  readonly allowHosts: readonly string[];
};

export type Listening = {
  /** Where it answers, such as `http://127.0.0.1:3730`. */
  readonly url: string;
  /** Takes nothing new, finishes the requests that are here, ends streams. */
  close(): Promise<void>;
};

/** How long requests may take to end after the server was told to stop. */
const GRACE_MS = 10_000;

/** Whether nobody but this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Serves a data folder over HTTP. @throws Error with `code`, such as EADDRINUSE. */
export async function listen(house: HttpHouse, settings: ListenSettings): Promise<Listening> {
  const { host, port, allowHosts } = settings;
  const leaving = new AbortController();
  const bracketed = isIP(host) === 6 ? `[${host}]` : host;
  const anyAddress = host === '0.0.0.0' || host === '::';
  // Behind any address a server has names it cannot know, and every request has to bring a key.
  const hosts = anyAddress && allowHosts.length === 0 ? null : [...LOOPBACK, bracketed, ...allowHosts];
  const app = httpApp(house, { ...settings, hosts, leaving: leaving.signal });
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    // A request arrives within these; how long it may work is each route's own matter.
    serverOptions: { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5000 },
  }) as Server;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${bracketed}:${actual}`,
    close: async () => {
      leaving.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      const grace = new AbortController();
      await Promise.race([closed, sleep(GRACE_MS, null, { signal: grace.signal }).catch(() => null)]);
      grace.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}
