import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../actors/ports.ts';
import { findBubblewrap } from './bubblewrap.ts';
import { LONGEST_FRAME } from './launch.ts';
import type { Launch } from './planNode.ts';
import { openPool, type PoolOptions } from './pool.ts';
import { systemWrapping } from './wrapping.ts';

/** Where a worker finds its code: it need not know where that lies on the host. */
const WORKER = '/worker';

/** What a build of this engine charges; see python/charges.py. */
export const PYTHON_FUEL_TABLE = 1;

export type Python = { readonly path: string; readonly version: string; readonly folders: readonly string[] };

/** Why Python cannot run here. */
export class NoPython extends Error {}

const ASK =
  'import json,os,sys,sysconfig;print(json.dumps([os.path.realpath(sys.executable),sys.version.split()[0],sorted({sysconfig.get_path(k) for k in ("stdlib","platstdlib")}|{str(sysconfig.get_config_var("LIBDIR"))}),list(sys.version_info[:2])]))';

/** The system's own interpreter first: shims on the path are scripts that look round. */
function candidates(): string[] {
  const named = process.env['DSE_PYTHON'];
  if (named !== undefined && named !== '') return [named];
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'python3')).filter((path) => existsSync(path));
}

let found: Promise<Python | null> | null = null;

/** The first python3 from 3.9 on, with the folders its library lies in; null when there is none. Looked for once per process. */
export function findPython(): Promise<Python | null> {
  found ??= look();
  return found;
}

async function look(): Promise<Python | null> {
  for (const path of candidates()) {
    const answer = await new Promise<string>((resolve) => {
      execFile(path, ['-I', '-S', '-c', ASK], { timeout: 10_000 }, (error, stdout) =>
        resolve(error === null ? stdout : ''),
      );
    });
    if (answer === '') continue;
    const [real, version, folders, [major, minor]] = JSON.parse(answer) as [
      string,
      string,
      string[],
      [number, number],
    ];
    if (major !== 3 || minor < 9) continue;
    return { path: real, version, folders: folders.filter((folder) => existsSync(folder)) };
  }
  return null;
}

/** How to start a worker: python3 in bubblewrap, which alone keeps the network and the files of the host away from it. */
export function planPython(bubblewrap: string, python: Python): Launch {
  const here = realpathSync(join(dirname(fileURLToPath(import.meta.url)), 'python'));
  const setup = { node: process.versions.node, longestFrame: LONGEST_FRAME };
  const args = [
    ...systemWrapping([python.path, ...python.folders], { devices: false, placed: { [here]: WORKER } }),
    python.path,
    '-s',
    '-S',
    '-B',
    `${WORKER}/server.py`,
    JSON.stringify(setup),
  ];
  return { command: bubblewrap, args, env: { TZ: 'UTC', LC_ALL: 'C.UTF-8', PYTHONHASHSEED: '0' } };
}

/** Why Python cannot run here, and what to do; null when it can. */
export async function whyNoPython(): Promise<string | null> {
  if ((await findBubblewrap()) === null)
    return 'Python runs in bubblewrap only, and that does not work here: on Linux install the package bubblewrap and allow unprivileged user namespaces';
  if ((await findPython()) === null)
    return 'no python3 (3.9 or newer) was found: install it, or name it in DSE_PYTHON';
  return null;
}

/** Opens the sandbox for Python. @throws {@link NoPython} where it cannot be confined or does not exist. */
export async function openPython(options: PoolOptions = {}): Promise<Sandbox> {
  const [bubblewrap, python] = await Promise.all([findBubblewrap(), findPython()]);
  if (bubblewrap === null || python === null) throw new NoPython((await whyNoPython()) ?? '');
  const identity = { engine: 'python', engineVersion: python.version, fuelTable: PYTHON_FUEL_TABLE };
  // Pages that processes share count once for each of them.
  return openPool(planPython(bubblewrap, python), true, identity, { childMb: 2048, ...options });
}
