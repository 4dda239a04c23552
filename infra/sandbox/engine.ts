import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EngineFiles } from './worker/openCells.ts';

/** What runs JavaScript in the workers. */
export type EngineName = EngineFiles['name'];

const require = createRequire(import.meta.url);
const ENGINES: readonly EngineName[] = ['isolated-vm', 'quickjs'];

/**
 * The engine that was asked for, by name or in `DSE_SANDBOX`, else isolated-vm where it has a binary and QuickJS everywhere else.
 * @throws when the name is unknown or what was asked for does not exist here.
 */
export function chooseEngine(asked: string | undefined = process.env['DSE_SANDBOX']): EngineFiles {
  const name = ENGINES.find((engine) => engine === asked);
  if (asked !== undefined && asked !== '' && name === undefined)
    throw new Error(`DSE_SANDBOX: there is no engine "${asked}"; use ${ENGINES.join(' or ')}`);
  const binary = name === 'quickjs' ? null : isolatedVm();
  if (binary !== null) return { name: 'isolated-vm', binary };
  if (name !== 'isolated-vm') return quickJs();
  const { platform, arch, versions } = process;
  throw new Error(
    `isolated-vm has no binary for ${platform}-${arch} with Node ${versions.node}; set DSE_SANDBOX=quickjs, or use Node 24 or 26 on Linux, macOS (arm64) or Windows (x64)`,
  );
}

/** The installed version of an engine, read without loading it. */
export function engineVersion({ name }: EngineFiles): string {
  const manifest =
    name === 'quickjs'
      ? join(packageOf(require.resolve('quickjs-emscripten-core')), 'package.json')
      : require.resolve('isolated-vm/package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** What a worker has to read to load an engine: folders and single files. */
export function engineReads(files: EngineFiles): { folders: readonly string[]; files: readonly string[] } {
  if (files.name === 'isolated-vm') return { folders: [], files: [files.binary] };
  const shared = realpathSync(createRequire(files.core).resolve('@jitl/quickjs-ffi-types'));
  return { folders: [files.core, files.variant, shared].map(packageOf), files: [] };
}

/** node-gyp-build looks at files the worker may not read, so the binary is found here. Null: there is none for this platform. */
function isolatedVm(): string | null {
  const manifest = require.resolve('isolated-vm/package.json');
  const build = createRequire(manifest)('node-gyp-build') as { path(folder: string): string };
  try {
    return realpathSync(build.path(dirname(manifest)));
  } catch {
    return null;
  }
}

function quickJs(): EngineFiles {
  return {
    name: 'quickjs',
    core: realpathSync(require.resolve('quickjs-emscripten-core')),
    variant: realpathSync(require.resolve('@jitl/quickjs-wasmfile-release-sync')),
    wasm: realpathSync(require.resolve('@jitl/quickjs-wasmfile-release-sync/wasm')),
  };
}

/** The folder of the package a file belongs to. */
function packageOf(file: string): string {
  let folder = dirname(file);
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
