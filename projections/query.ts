import { seqAsOf } from './asOf.ts';
import { Interrupted } from './database.ts';
import type { ProjectionDatabase, ResultRows } from './database.ts';
import { RefusedQuery, requireOneSelect } from './onlySelect.ts';

export type QueryOptions = {
  /** An event position or a time; absent or null: now. */
  readonly asOf?: number | string | null;
  /** Stops the query after this long; 10 s unless told. */
  readonly timeoutMs?: number;
  /** At most so many rows come back; 10,000 unless told. */
  readonly rows?: number;
};

export type QueryResult = ResultRows & {
  /** The event position the answer is as of; null: everything projected. */
  readonly asOf: number | null;
};

/** A query that took too long. */
export class QueryTimeout extends Error {
  override readonly name = 'QueryTimeout';
}

const BYTES_MAX = 32 * 1024 * 1024;

/**
 * Answers one SELECT over the views, safely whoever wrote it: a connection of its own, a read-only transaction, no
 * files, no settings, stopped at the timeout, cut off at the row cap (`truncated`).
 * @throws RefusedQuery, QueryTimeout, BadAsOf; each message says what to do.
 */
export async function query(
  database: ProjectionDatabase,
  sql: string,
  options: QueryOptions = {},
): Promise<QueryResult> {
  const { asOf = null, timeoutMs = 10_000, rows = 10_000 } = options;
  const seq = await seqAsOf(database, asOf);
  const reader = await database.reader();
  const timer = setTimeout(() => reader.interrupt(), timeoutMs);
  try {
    requireOneSelect(sql, await reader.parse(sql));
    await reader.asOf(seq);
    return { ...(await reader.read(sql, { rows, bytes: BYTES_MAX })), asOf: seq };
  } catch (error) {
    if (error instanceof RefusedQuery) throw error;
    if (error instanceof Interrupted) {
      throw new QueryTimeout(
        `the query ran longer than ${timeoutMs} ms and was stopped: narrow it with WHERE or LIMIT`,
        { cause: error },
      );
    }
    throw new RefusedQuery(`the query failed: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    await reader.close();
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/file system operations are disabled|Permission Error/i.test(message)) {
    return 'files outside the archive folder cannot be read; ask the views (SHOW TABLES lists them)';
  }
  return message;
}
