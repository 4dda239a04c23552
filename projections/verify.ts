import { Chain } from './chain.ts';
import type { Json, ProjectionDatabase, ResultRow } from './database.ts';
import { Projector } from './projector.ts';
import type { Checkpoint, LogSource } from './projector.ts';
import { Unprojectable } from './rows.ts';
import { createSchema, rawTables, viewNames, views } from './schema.ts';

/** Where two projections of one log differ. `position` is the commit's (or run batch's), null where none is at fault. */
export type Difference = {
  readonly table: string;
  readonly position: number | null;
  readonly detail: string;
};

export type Verification =
  | {
      readonly status: 'identical';
      readonly checkpoint: Checkpoint;
      readonly tables: number;
      readonly rows: number;
      readonly views: number;
    }
  | {
      readonly status: 'different';
      readonly checkpoint: Checkpoint;
      readonly differences: readonly Difference[];
    };

/** Differences named per table; more of the same kind say nothing new. */
const NAMED_PER_TABLE = 5;

/**
 * Projects the log again into the empty database `beside`, up to where `live` has come, and compares: facts exactly
 * (count and an order-free hash of the rows of each table), views row by row, ordered by key, doubles at 9 digits. On
 * the way it follows the chain of every actor, so that an altered log is found without an older projection, too. Both
 * databases run on one thread, else sums of doubles may differ.
 */
export async function verify(
  source: LogSource,
  live: ProjectionDatabase,
  beside: ProjectionDatabase,
): Promise<Verification> {
  // 1. Replay beside the live one, up to the same place.
  const { checkpoint } = await Projector.open(source, live);
  const chain = new Chain();
  const differences: Difference[] = [];
  await createSchema(beside);
  const projector = await Projector.open(source, beside, { inspect: (stored) => chain.see(stored) });
  try {
    await projector.catchUp(checkpoint);
  } catch (error) {
    if (!(error instanceof Unprojectable)) throw error;
    const table = error.log === 'events' ? 'commit' : 'run_batch';
    differences.push({ table, position: error.position, detail: error.message });
  }
  for (const { position, detail } of chain.broken) {
    differences.push({ table: 'commit', position, detail: `the commit at position ${position} ${detail}` });
  }
  if (differences.length > 0) return { status: 'different', checkpoint, differences };

  // 2. Facts, exactly.
  let rows = 0;
  for (const table of rawTables) {
    const [ours, theirs] = await Promise.all([digest(live, table), digest(beside, table)]);
    rows += Number(theirs['rows']);
    if (ours['rows'] !== theirs['rows'] || ours['hash'] !== theirs['hash']) {
      differences.push(...(await locate(live, beside, table)));
    }
  }

  if (differences.length > 0) return { status: 'different', checkpoint, differences };

  // 3. Views, by key.
  for (const view of viewNames) {
    const difference = await compareView(live, beside, view);
    if (difference) differences.push(difference);
  }
  return differences.length > 0
    ? { status: 'different', checkpoint, differences }
    : { status: 'identical', checkpoint, tables: rawTables.length, rows, views: viewNames.length };
}

async function digest(database: ProjectionDatabase, table: string): Promise<ResultRow> {
  const [row] = await database.select(
    `SELECT count(*) AS rows, coalesce(sum(hash(t)), 0)::VARCHAR AS hash FROM raw.${table} t`,
  );
  return row!;
}

/** The positions at which a table differs, from an order-free hash per position. */
async function locate(
  live: ProjectionDatabase,
  beside: ProjectionDatabase,
  table: string,
): Promise<Difference[]> {
  const position = table === 'run' || table === 'run_batch' ? 'position' : 'seq';
  const sql = `SELECT ${position} AS at_position, count(*) AS rows, sum(hash(t))::VARCHAR AS hash FROM raw.${table} t GROUP BY 1 ORDER BY 1`;
  const [ours, theirs] = await Promise.all([live.select(sql), beside.select(sql)]);
  const replayed = new Map(theirs.map((row) => [row['at_position'], row]));
  const known = new Set(ours.map((row) => row['at_position']));
  const found: Difference[] = [];
  for (const row of ours) {
    const at = Number(row['at_position']);
    const other = replayed.get(row['at_position']);
    if (!other) {
      found.push({
        table,
        position: at,
        detail: `position ${at}: ${Number(row['rows'])} rows that the log does not give any more`,
      });
    } else if (other['hash'] !== row['hash'] || other['rows'] !== row['rows']) {
      found.push({
        table,
        position: at,
        detail: `position ${at}: the log gives other rows than were projected`,
      });
    }
  }
  for (const row of theirs) {
    if (known.has(row['at_position'])) continue;
    const at = Number(row['at_position']);
    found.push({
      table,
      position: at,
      detail: `position ${at}: ${Number(row['rows'])} rows were never projected`,
    });
  }
  return found.slice(0, NAMED_PER_TABLE);
}

async function compareView(
  live: ProjectionDatabase,
  beside: ProjectionDatabase,
  view: keyof typeof views,
): Promise<Difference | null> {
  // These two are their tables, compared exactly above.
  if (view === 'commits' || view === 'runs') return null;
  const [ours, theirs] = await Promise.all([rowsByKey(live, view), rowsByKey(beside, view)]);
  const length = Math.max(ours.length, theirs.length);
  for (let index = 0; index < length; index++) {
    if (ours[index] === theirs[index]) continue;
    return {
      table: view,
      position: null,
      detail: `row ${index + 1} by ${views[view].join(', ')}: live ${ours[index] ?? '(none)'}, replayed ${theirs[index] ?? '(none)'}`,
    };
  }
  return null;
}

async function rowsByKey(database: ProjectionDatabase, view: keyof typeof views): Promise<string[]> {
  const rows = await database.select(`SELECT * FROM ${view} ORDER BY ${views[view].join(', ')}`);
  return rows.map((row) => rowText(row));
}

/** A row as text, doubles at 9 digits. */
export function rowText(row: ResultRow): string {
  return JSON.stringify(row, (_field, value: Json) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
  );
}
