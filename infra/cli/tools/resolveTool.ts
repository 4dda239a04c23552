import { resolveVersion } from '../../../machines/rules/versions.ts';
import type { ToolRow } from './toolRow.ts';

/** What a name means, and how that came about. */
export type Resolved = {
  readonly artifact: string;
  /** Null: a descendant that was bred from a version has none. */
  readonly row: ToolRow | null;
  readonly because: 'named' | 'promoted' | 'immutable';
};

/** Rejected, retired and succeeded versions keep their names and are only found by the whole of them. */
const CALLABLE = ['stored', 'drifting', 'evolving'];

/**
 * What `name@range` means (SPEC B9): a version that can be called. The bare name is promoted to what its capability is answered by, the fittest there
 * is (SPEC B24), except of an immutable tool, whose name means its latest version. Null when nothing fits.
 */
export function resolveTool(name: string, range: string | null, rows: readonly ToolRow[]): Resolved | null {
  const own = rows.filter(({ tool }) => tool === name);
  const versions = own
    .filter((row) => row.tool_version === range || CALLABLE.includes(row.state ?? ''))
    .map((row) => ({ version: row.tool_version, fitness: row.quality, row }));
  const latest = resolveVersion('latest', versions)?.row ?? null;
  if (range === null && !own.some(({ immutable }) => immutable)) {
    const served = own[0]?.served_artifact ?? null;
    if (served === null) return null;
    return {
      artifact: served,
      row: own.find(({ artifact }) => artifact === served) ?? null,
      because: 'promoted',
    };
  }
  const row = range === null ? latest : (resolveVersion(range, versions)?.row ?? null);
  return row && { artifact: row.artifact, row, because: range === null ? 'immutable' : 'named' };
}
