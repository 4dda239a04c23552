import type { DuckDBConnection } from '@duckdb/node-api';
import { Interrupted } from '../../projections/database.ts';
import type { Bounds, Reader, ResultRows } from '../../projections/database.ts';
import { takeRows } from './resultRows.ts';

/** A connection of its own inside a read-only transaction, which ends with `close`. */
export class DuckdbReader implements Reader {
  private readonly connection: DuckDBConnection;
  private interrupted = false;
  private closed = false;
  private reading: Promise<unknown> = Promise.resolve();

  private readonly onClose: () => void;

  private constructor(connection: DuckDBConnection, onClose: () => void) {
    this.connection = connection;
    this.onClose = onClose;
  }

  static async begin(connection: DuckDBConnection, onClose: () => void): Promise<DuckdbReader> {
    await connection.run('BEGIN TRANSACTION READ ONLY');
    return new DuckdbReader(connection, onClose);
  }

  async parse(sql: string): Promise<string> {
    const result = await this.connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
    return String(result.value(0, 0));
  }

  async asOf(seq: number | null): Promise<void> {
    await this.connection.run(
      seq === null ? 'RESET VARIABLE as_of' : `SET VARIABLE as_of = ${BigInt(seq)}::BIGINT`,
    );
  }

  async read(sql: string, bounds: Bounds): Promise<ResultRows> {
    const reading = this.connection.stream(sql).then((result) => takeRows(result, bounds));
    this.reading = reading.catch(() => undefined);
    try {
      return await reading;
    } catch (error) {
      if (this.interrupted) throw new Interrupted('the reading was interrupted', { cause: error });
      throw error;
    }
  }

  interrupt(): void {
    if (this.closed) return;
    this.interrupted = true;
    this.connection.interrupt();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.reading;
    try {
      await this.connection.run('ROLLBACK');
    } finally {
      this.connection.closeSync();
      this.onClose();
    }
  }
}
