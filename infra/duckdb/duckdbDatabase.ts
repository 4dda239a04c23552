import { crc32 } from 'node:zlib';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ProjectionDatabase, ResultRow, RowsByTable } from '../../projections/database.ts';
import { appendRows } from './cellWriter.ts';
import { DuckdbReader } from './duckdbReader.ts';
import { takeRows } from './resultRows.ts';

/** A projection's database in one DuckDB file. Its own connection writes, one statement at a time. */
export class DuckdbDatabase implements ProjectionDatabase {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly readers = new Set<DuckdbReader>();
  private last: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | null = null;

  /** Use `openDuckdb`. */
  constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.instance = instance;
    this.connection = connection;
  }

  execute(sql: string): Promise<void> {
    return this.alone(async () => {
      const statements = await this.connection.extractStatements(sql);
      for (let index = 0; index < statements.count; index++) {
        const statement = await statements.prepare(index);
        try {
          await statement.run();
        } finally {
          statement.destroySync();
        }
      }
    });
  }

  select(sql: string): Promise<readonly ResultRow[]> {
    return this.alone(async () => {
      const result = await this.connection.run(sql);
      return (await takeRows(result, { rows: Infinity, bytes: Infinity })).rows;
    });
  }

  append(rows: RowsByTable, checkpoint: string): Promise<void> {
    return this.alone(async () => {
      await this.connection.run('BEGIN TRANSACTION');
      try {
        for (const [table, tableRows] of rows) {
          const appender = await this.connection.createAppender(table, 'raw');
          appendRows(appender, tableRows);
          appender.closeSync();
        }
        await this.connection.run(checkpoint);
        await this.connection.run('COMMIT');
      } catch (error) {
        await this.connection.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  async reader(): Promise<DuckdbReader> {
    if (this.closing) throw new Error('the projection is closed');
    const reader = await DuckdbReader.begin(await this.instance.connect(), () => this.readers.delete(reader));
    this.readers.add(reader);
    return reader;
  }

  checksum(text: string): number {
    return crc32(text);
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    await this.last.catch(() => undefined);
    for (const reader of this.readers) {
      reader.interrupt();
      await reader.close();
    }
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** Two statements at once on one connection are a crash of the binding, so each waits for the one before. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.closing) return Promise.reject(new Error('the projection is closed'));
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
