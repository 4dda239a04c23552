import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { LogFailure } from '../failure.ts';
import { logFailure } from './sqliteFailure.ts';

export type Cell = SQLInputValue;
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A prepared statement. `R` is the row type its SQL gives: stated beside the SQL, checked by the contract suites. */
export type Statement<R = Row> = {
  /** The rowid of the last insert and how many rows changed. */
  readonly run: (...cells: Cell[]) => { readonly rowid: number; readonly changes: number };
  readonly get: (...cells: Cell[]) => R | undefined;
  readonly all: (...cells: Cell[]) => readonly R[];
};

export type Database = {
  readonly file: string;
  readonly exec: (sql: string) => void;
  readonly prepare: <R = Row>(sql: string) => Statement<R>;
  readonly inTransaction: () => boolean;
  readonly close: () => void;
};

/**
 * The only place that knows `node:sqlite`, whose API is still moving.
 * @param busyMs how long SQLite may block this thread while another connection writes.
 */
export function openDatabase(file: string, busyMs: number): Database {
  let closed = false;
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (closed) throw new LogFailure('closed', `log ${file} is closed: open it again to go on`);
      throw logFailure(error, file);
    }
  };
  const handle = guarded(() => new DatabaseSync(file, { timeout: busyMs }));

  return {
    file,
    exec: (sql) => guarded(() => handle.exec(sql)),
    prepare: <R>(sql: string): Statement<R> => {
      const statement = guarded(() => handle.prepare(sql));
      return {
        run: (...cells) =>
          guarded(() => {
            const { lastInsertRowid, changes } = statement.run(...cells);
            return { rowid: Number(lastInsertRowid), changes: Number(changes) };
          }),
        get: (...cells) => guarded(() => statement.get(...cells) as R | undefined),
        all: (...cells) => guarded(() => statement.all(...cells) as R[]),
      };
    },
    inTransaction: () => handle.isTransaction,
    close: () => {
      guarded(() => handle.close());
      closed = true;
    },
  };
}
