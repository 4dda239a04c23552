import type { Row } from './facts/place.ts';

/** Rows waiting to be appended, by raw table. */
export type RowsByTable = ReadonlyMap<string, readonly Row[]>;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** One row of a result. 64-bit integers are numbers where exact, else strings; JSON columns are JSON. */
export type ResultRow = { readonly [column: string]: Json };

/** A cut-off result: `truncated` says that there were more rows (or bytes) than asked for. */
export type ResultRows = {
  readonly columns: readonly string[];
  readonly rows: readonly ResultRow[];
  readonly truncated: boolean;
};

export type Bounds = { readonly rows: number; readonly bytes: number };

/** A connection of its own for one reading, inside a read-only transaction. Not for two statements at once. */
export interface Reader {
  /** DuckDB's syntax tree of SELECT statements as JSON text (`json_serialize_sql`). Runs nothing. */
  parse(sql: string): Promise<string>;
  /** Sets what the fact views filter on; null: everything. */
  asOf(seq: number | null): Promise<void>;
  read(sql: string, bounds: Bounds): Promise<ResultRows>;
  /** Makes the running `read` throw `Interrupted`. */
  interrupt(): void;
  close(): Promise<void>;
}

/** The reading was stopped by `Reader.interrupt`. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What projections need of a database; `infra/duckdb` is the one that implements it. */
export interface ProjectionDatabase {
  /** Trusted statements of this room: schema, views. */
  execute(sql: string): Promise<void>;
  /** One trusted SELECT of this room. */
  select(sql: string): Promise<readonly ResultRow[]>;
  /** Appends the rows and runs `checkpoint`, all or nothing. */
  append(rows: RowsByTable, checkpoint: string): Promise<void>;
  reader(): Promise<Reader>;
  /** A quick checksum in which every changed byte shows; the same in every build. */
  checksum(text: string): number;
  /** Waits for what runs, then frees the file. Twice is once. */
  close(): Promise<void>;
}

/** The files of one projection. `live` answers; `next` is built to replace it; `beside` is built to be compared. */
export interface ProjectionFiles {
  open(which: 'live' | 'next' | 'beside'): Promise<ProjectionDatabase>;
  remove(which: 'live' | 'next' | 'beside'): Promise<void>;
  /** Puts `next` in the place of `live`, at once. Both are closed. */
  promote(): Promise<void>;
}
