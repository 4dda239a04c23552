import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemWrapping } from './wrapping.ts';

export type Launch = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** A worker that runs on Node. */
export type NodeWorker = {
  /** Its main module, below this folder, without extension. */
  readonly main: string;
  /** What it is told: its first argument, as JSON. */
  readonly setup: unknown;
  /** Folders and files it has to read besides this folder, by their real paths: the loader resolves links before it asks for permission. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
  readonly flags?: readonly string[];
};

export type NodeChanges = {
  readonly program?: string;
  readonly flags?: (flags: readonly string[]) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** How to start node with its permission flags, and bubblewrap around it when asked. */
export function planNode(bubblewrap: string | null, worker: NodeWorker, changes: NodeChanges = {}): Launch {
  const here = realpathSync(dirname(fileURLToPath(import.meta.url)));
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const folders = [here, ...worker.folders];
  const files = [...manifests(here), ...worker.files];
  const flags = [
    '--permission',
    '--allow-addons',
    ...[...folders.map((folder) => join(folder, '*')), ...files].map((path) => `--allow-fs-read=${path}`),
    '--no-node-snapshot',
    '--no-experimental-sqlite',
    '--no-warnings',
    '--max-old-space-size=512',
    ...(worker.flags ?? []),
  ];
  const args = [
    ...(changes.flags?.(flags) ?? flags),
    changes.program ?? join(here, `${worker.main}${extension}`),
    JSON.stringify(worker.setup),
  ];
  const env: Record<string, string> = { TZ: 'UTC', ...changes.env };
  if (process.platform === 'win32') env['SystemRoot'] = process.env['SystemRoot'] ?? '';
  const node = realpathSync(process.execPath);
  if (bubblewrap === null) return { command: process.execPath, args, env };
  return { command: bubblewrap, args: [...systemWrapping([node, ...folders, ...files]), node, ...args], env };
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
