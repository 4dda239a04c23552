import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A nats-server that can be started here. */
export type NatsServerPlace = { readonly version: string; readonly path: string };

/** Where the project keeps servers it fetched: `<version>/nats-server`. Deleting it costs a download. */
export const SERVER_CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/dse/nats-server/', import.meta.url),
);

/** The version a binary says it has, e.g. `2.15.1`; null when it is no nats-server. */
export function versionOf(path: string): string | null {
  try {
    const said = execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 5000 });
    return /nats-server: v(\d+\.\d+\.\d+)/.exec(said)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** Every nats-server on the PATH and in the project's cache, oldest version first, one per version. */
export function serversHere(): readonly NatsServerPlace[] {
  const cached = existsSync(SERVER_CACHE)
    ? readdirSync(SERVER_CACHE).map((name) => join(SERVER_CACHE, name))
    : [];
  const folders = [...cached, ...(process.env['PATH'] ?? '').split(delimiter)];
  const found = new Map<string, string>();
  for (const folder of folders) {
    const path = join(folder, 'nats-server');
    if (!existsSync(path)) continue;
    const version = versionOf(path);
    if (version !== null && !found.has(version)) found.set(version, path);
  }
  return [...found]
    .map(([version, path]) => ({ version, path }))
    .toSorted((a, b) => compareVersions(a.version, b.version));
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number));
  return x![0]! - y![0]! || x![1]! - y![1]! || x![2]! - y![2]!;
}
