import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type NatsServerOptions = {
  /** The binary. */
  readonly path: string;
  /** Where JetStream keeps its files; a temporary folder, removed at the end, unless given. */
  readonly store?: string;
  /** A configuration file; listen address and store are set from here. */
  readonly config?: string;
  /** A free one unless given. */
  readonly port?: number;
  /** Further arguments, e.g. of a cluster. */
  readonly args?: readonly string[];
  /** Without JetStream. */
  readonly bare?: boolean;
};

export type NatsServer = {
  readonly host: string;
  readonly port: number;
  readonly store: string;
  /** Where other servers of its cluster connect; null without a cluster. */
  readonly routePort: number | null;
  readonly pid: number;
  /** Stops it in order; with `SIGKILL` as a crash would. Its store stays until `remove`. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it and removes a temporary store. */
  remove(): Promise<void>;
};

const READY_MS = 15_000;

/** Starts a nats-server on loopback; resolves when it accepts connections and JetStream is up. @throws Error with its last words. */
export async function startServer(options: NatsServerOptions): Promise<NatsServer> {
  const temporary = options.store === undefined;
  const store = options.store ?? mkdtempSync(join(tmpdir(), 'dse-nats-'));
  mkdirSync(store, { recursive: true });
  const ports = mkdtempSync(join(tmpdir(), 'dse-nats-ports-'));
  const child = spawn(
    options.path,
    [
      ...(options.config === undefined ? [] : ['-c', options.config]),
      '-a',
      '127.0.0.1',
      '-p',
      String(options.port ?? -1),
      '--ports_file_dir',
      ports,
      ...(options.bare ? [] : ['-js', '-sd', store]),
      ...(options.args ?? []),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-8000)));
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
  });
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    process.off('exit', killWithUs);
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await gone;
    rmSync(ports, { recursive: true, force: true });
  };
  try {
    const { port, routePort } = await listening(child, ports, () => said);
    return {
      host: '127.0.0.1',
      port,
      routePort,
      store,
      pid: child.pid!,
      stop,
      remove: async () => {
        await stop();
        if (temporary) rmSync(store, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stop('SIGKILL');
    throw error;
  }
}

/** The ports from the file the server writes when it is ready. */
async function listening(
  child: ChildProcess,
  ports: string,
  said: () => string,
): Promise<Pick<NatsServer, 'port' | 'routePort'>> {
  const file = join(ports, `nats-server_${child.pid}.ports`);
  for (const until = Date.now() + READY_MS; Date.now() < until; await sleep(10)) {
    if (child.exitCode !== null || child.pid === undefined)
      throw new Error(`the nats-server did not start: ${said().trim()}`);
    if (!existsSync(file) || !/Server is ready/.test(said())) continue;
    try {
      const { nats, cluster } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly string[]>;
      const port = Number(new URL(nats?.[0] ?? '').port);
      if (port > 0) return { port, routePort: cluster?.[0] ? Number(new URL(cluster[0]).port) : null };
    } catch {
      // Half written: looked at again.
    }
  }
  throw new Error(`the nats-server was not ready within ${READY_MS} ms: ${said().trim()}`);
}
