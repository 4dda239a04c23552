import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chooseEngine, engineReads } from './engine.ts';
import { type Launch, type NodeChanges, planNode } from './planNode.ts';
import type { Setup } from './worker/main.ts';
import type { EngineFiles } from './worker/openCells.ts';

/** Larger than any sensible job; a frame beyond it is a protocol error and kills the child. */
export const LONGEST_FRAME = 512 * 1024 * 1024;

/** Changes for whoever measures or tests the walls: another program or engine, more to read, other flags, another environment. */
export type LaunchChanges = NodeChanges & {
  readonly readable?: readonly string[];
  readonly engine?: EngineFiles;
};

/** How to start a worker for JavaScript. */
export function planLaunch(bubblewrap: string | null, changes: LaunchChanges = {}): Launch {
  const require = createRequire(import.meta.url);
  const engine = changes.engine ?? chooseEngine();
  const coverage = coveragePath(require);
  const parser = realpathSync(require.resolve('acorn'));
  const reads = engineReads(engine);
  const setup: Setup = { engine, parser, coverage, longestFrame: LONGEST_FRAME };
  const worker = {
    main: 'worker/main',
    setup,
    folders: [dirname(dirname(parser)), ...reads.folders, ...(changes.readable ?? [])],
    files: [...reads.files, ...(coverage === null ? [] : [coverage])],
    // Each call inside QuickJS stands on this stack too.
    flags: engine.name === 'quickjs' ? ['--stack-size=3900'] : [],
  };
  return planNode(bubblewrap, worker, changes);
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
