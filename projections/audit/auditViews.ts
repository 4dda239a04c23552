import type { Json, ProjectionDatabase, ResultRow } from '../database.ts';
import { replayInto } from '../rebuild.ts';
import { viewNames, views } from '../schema.ts';
import type { ViewName } from '../schema.ts';
import { rowText } from '../verify.ts';
import { jsonLines } from './jsonLines.ts';
import { listedLog } from './listedLog.ts';
import { storedFixture, unabbreviated } from './storedFixture.ts';
import type { StoredFixture } from './storedFixture.ts';

export type ViewAudit = {
  readonly view: ViewName;
  readonly rows: number;
  /** What is wrong, the first difference; null: the view equals its checked-in table. */
  readonly difference: string | null;
};

export type ViewsAudit = {
  readonly commits: number;
  readonly runBatches: number;
  readonly views: readonly ViewAudit[];
  readonly holds: boolean;
};

/** Every view but `commits`, which is a table of the log itself. */
const audited = viewNames.filter((view) => view !== 'commits');

/**
 * Projects the hand-written fixture log into an empty database and compares every view with its table in `expected/`,
 * which was computed by hand: ordered by key, doubles at 9 digits. `log` replaces the fixture, to see it say no.
 */
export async function auditViews(
  database: ProjectionDatabase,
  log: StoredFixture = storedFixture(),
): Promise<ViewsAudit> {
  await replayInto(listedLog(log), database);
  const results: ViewAudit[] = [];
  for (const view of audited) {
    const rows = await database.select(`SELECT * FROM ${view} ORDER BY ${views[view].join(', ')}`);
    results.push({ view, rows: rows.length, difference: differenceOf(rows, expectedRows(view)) });
  }
  return {
    commits: log.commits.length,
    runBatches: log.batches.length,
    views: results,
    holds: results.every(({ difference }) => difference === null),
  };
}

/** A table in `expected/`: its first line the columns, then one row a line. */
function expectedRows(view: ViewName): ResultRow[] {
  const [first = [], ...rows] = jsonLines<readonly Json[]>(`expected/${view}.ndjson`);
  const columns = first as readonly string[];
  return rows.map((cells) =>
    Object.fromEntries(
      columns.map((column, index) => {
        const cell = cells[index] ?? null;
        return [column, typeof cell === 'string' ? unabbreviated(cell) : cell];
      }),
    ),
  );
}

function differenceOf(actual: readonly ResultRow[], expected: readonly ResultRow[]): string | null {
  for (let index = 0; index < Math.max(actual.length, expected.length); index++) {
    const [is, should] = [actual[index], expected[index]];
    if (!is || !should) return `${actual.length} rows in place of ${expected.length}`;
    if (rowText(is) === rowText(should)) continue;
    const column = [...new Set([...Object.keys(should), ...Object.keys(is)])].find(
      (name) => rowText({ [name]: is[name] ?? null }) !== rowText({ [name]: should[name] ?? null }),
    );
    if (column === undefined) return `row ${index + 1}: the columns are in another order`;
    const [found, wanted] = [is[column], should[column]].map((value) => JSON.stringify(value ?? null));
    return `row ${index + 1}, column ${column}: ${found} in place of ${wanted}`;
  }
  return null;
}
