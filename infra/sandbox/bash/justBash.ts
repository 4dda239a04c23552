import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where just-bash lies: its module without anything of Node's, and every package folder that one loads from. */
export type JustBash = {
  readonly module: string;
  readonly version: string;
  readonly folders: readonly string[];
};

type Manifest = { readonly version: string; readonly dependencies?: Readonly<Record<string, string>> };

/** What `browser.js` imports from other packages; the rest is for commands that are not in it. */
const IMPORTED = ['diff', 'minimatch', 'sprintf-js', 'turndown'];

/** The installed just-bash; null when it was not installed, as it is an optional package. */
export function findJustBash(): JustBash | null {
  let module: string;
  try {
    const main = createRequire(import.meta.url).resolve('just-bash');
    module = realpathSync(join(dirname(main), 'browser.js'));
  } catch {
    return null;
  }
  const own = packageAbove(dirname(module));
  const folders = new Set([own]);
  for (const name of IMPORTED) addPackage(name, own, folders);
  return { module, version: manifestOf(own).version, folders: [...folders] };
}

function addPackage(name: string, from: string, folders: Set<string>): void {
  for (let at = from; at !== dirname(at); at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (!existsSync(join(folder, 'package.json'))) continue;
    const real = realpathSync(folder);
    if (folders.has(real)) return;
    folders.add(real);
    for (const dependency of Object.keys(manifestOf(real).dependencies ?? {}))
      addPackage(dependency, real, folders);
    return;
  }
}

function packageAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageAbove(dirname(folder));
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
