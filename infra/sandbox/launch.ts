import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseEngine, engineReads } from './engine.ts';
import type { Setup } from './worker/main.ts';
import type { EngineFiles } from './worker/openCells.ts';

export type Launch = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** Larger than any sensible job; a frame beyond it is a protocol error and kills the child. */
export const LONGEST_FRAME = 512 * 1024 * 1024;

/** Changes for whoever measures or tests the walls: more to read, other flags, another engine, another environment. */
export type LaunchChanges = {
  readonly readable?: readonly string[];
  readonly flags?: (flags: readonly string[]) => readonly string[];
  readonly engine?: EngineFiles;
  readonly env?: Readonly<Record<string, string>>;
};

/** How to start a worker: node with its permission flags, and bubblewrap around it when asked. */
export function planLaunch(bubblewrap: string | null, changes: LaunchChanges = {}): Launch {
  const require = createRequire(import.meta.url);
  // Real paths throughout: the loader resolves links before it asks for permission.
  const here = realpathSync(dirname(fileURLToPath(import.meta.url)));
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const engine = changes.engine ?? chooseEngine();
  const coverage = coveragePath(require);
  const parser = realpathSync(require.resolve('acorn'));
  const reads = engineReads(engine);
  const folders = [here, dirname(dirname(parser)), ...reads.folders, ...(changes.readable ?? [])];
  const files = [...manifests(here), ...reads.files, ...(coverage === null ? [] : [coverage])];
  const setup: Setup = { engine, parser, coverage, longestFrame: LONGEST_FRAME };
  const flags = [
    '--permission',
    '--allow-addons',
    ...[...folders.map((folder) => join(folder, '*')), ...files].map((path) => `--allow-fs-read=${path}`),
    '--no-node-snapshot',
    '--no-experimental-sqlite',
    '--no-warnings',
    '--max-old-space-size=512',
    // Each call inside QuickJS stands on this stack too.
    ...(engine.name === 'quickjs' ? ['--stack-size=3900'] : []),
  ];
  const args = [
    ...(changes.flags?.(flags) ?? flags),
    join(here, 'worker', `main${extension}`),
    JSON.stringify(setup),
  ];
  const env: Record<string, string> = { TZ: 'UTC', ...changes.env };
  if (process.platform === 'win32') env['SystemRoot'] = process.env['SystemRoot'] ?? '';
  if (bubblewrap === null) return { command: process.execPath, args, env };
  const visible = [realpathSync(process.execPath), ...folders, ...files];
  return {
    command: bubblewrap,
    args: [...systemWrapping(visible), realpathSync(process.execPath), ...args],
    env,
  };
}

const NOBODY = '65534';

/** No network, processes, users or files of the host: only the system's libraries and what the worker loads, all read-only. */
export function systemWrapping(
  visible: readonly string[],
  { devices = true }: { readonly devices?: boolean } = {},
): string[] {
  const system = ['/lib', '/lib64', '/lib32', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache'];
  return [
    '--unshare-all',
    '--unshare-user',
    '--uid',
    NOBODY,
    '--gid',
    NOBODY,
    '--die-with-parent',
    '--new-session',
    '--chdir',
    '/',
    '--cap-drop',
    'ALL',
    ...system.flatMap((path) => ['--ro-bind-try', path, path]),
    ...visible.flatMap((path) => ['--ro-bind-try', path, path]),
    '--proc',
    '/proc',
    ...(devices ? ['--dev', '/dev'] : []),
    '--remount-ro',
    '/',
    '--',
  ];
}

function coveragePath(require: NodeJS.Require): string | null {
  const { platform, arch } = process;
  const musl = platform === 'linux' && existsSync('/etc/alpine-release');
  const triple = `${platform}-${arch}${platform === 'linux' ? (musl ? '-musl' : '-gnu') : platform === 'win32' ? '-msvc' : ''}`;
  try {
    const nested = createRequire(require.resolve('oxc-coverage-instrument'));
    const folder = dirname(nested.resolve(`@oxc-coverage-instrument/binding-${triple}/package.json`));
    const path = join(folder, `coverage-instrument.${triple}.node`);
    return existsSync(path) ? realpathSync(path) : null;
  } catch {
    return null;
  }
}

/** The package.json files that decide whether a worker file is a module. */
function manifests(from: string): string[] {
  const found: string[] = [];
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) found.push(path);
  }
  return found;
}
