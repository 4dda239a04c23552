import { DuckDBDataChunk, DuckDBInstance, DuckDBTypeId } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { RowsByTable } from '../../projections/database.ts';
import type { Checkpoint } from '../../projections/projector.ts';
import { createSchema } from '../../projections/schema.ts';
import { ROWS_PER_CHUNK } from '../duckdb/cellWriter.ts';
import { DuckdbDatabase } from '../duckdb/duckdbDatabase.ts';

/** Columns of one chunk, as DuckDB takes them. */
type Chunk = { readonly types: readonly DuckDBType[]; readonly columns: readonly (readonly DuckDBValue[])[] };
export type PreparedBatch = readonly { readonly table: string; readonly chunks: readonly Chunk[] }[];

/**
 * The reference: rows that are in memory already, in columns and in DuckDB's own values, go through the appender in
 * the same batches, each with its checkpoint in one transaction. Nothing is read, decoded or converted.
 */
export class RawIngest {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.instance = instance;
    this.connection = connection;
  }

  static async open(path: string, threads: number): Promise<RawIngest> {
    const instance = await DuckDBInstance.create(path, { threads: String(threads), memory_limit: '512MB' });
    const connection = await instance.connect();
    await connection.run('SET preserve_insertion_order = false');
    await createSchema(new DuckdbDatabase(instance, connection));
    return new RawIngest(instance, connection);
  }

  /** Turns rows into what `ingest` takes; not part of what is measured. */
  async prepare(rows: RowsByTable): Promise<PreparedBatch> {
    const prepared = [];
    for (const [table, tableRows] of rows) {
      const appender = await this.connection.createAppender(table, 'raw');
      const types = Array.from({ length: appender.columnCount }, (_, column) => appender.columnType(column));
      appender.closeSync();
      const chunks: Chunk[] = [];
      for (let start = 0; start < tableRows.length; start += ROWS_PER_CHUNK) {
        const part = tableRows.slice(start, start + ROWS_PER_CHUNK);
        const columns = types.map((type, column) =>
          part.map((row) => {
            const cell = row[column] ?? null;
            return type.typeId === DuckDBTypeId.BIGINT && typeof cell === 'number' ? BigInt(cell) : cell;
          }),
        );
        chunks.push({ types, columns });
      }
      prepared.push({ table, chunks });
    }
    return prepared;
  }

  async ingest(batch: PreparedBatch, to: Checkpoint): Promise<void> {
    await this.connection.run('BEGIN TRANSACTION');
    for (const { table, chunks } of batch) {
      const appender = await this.connection.createAppender(table, 'raw');
      for (const { types, columns } of chunks) {
        const chunk = DuckDBDataChunk.create(types);
        chunk.setColumns(columns);
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    }
    await this.connection.run(
      `UPDATE raw.checkpoint SET event_position = ${to.events}, run_position = ${to.runs}`,
    );
    await this.connection.run('COMMIT');
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** Rows per second of the appender on a row of BIGINT + 3 VARCHAR with 40 bytes of JSON, the shape of the notes. */
export async function plainAppenderRate(path: string, rows: number): Promise<number> {
  const instance = await DuckDBInstance.create(path, { threads: '1' });
  const connection = await instance.connect();
  await connection.run('CREATE TABLE plain (seq BIGINT, kind VARCHAR, id VARCHAR, data VARCHAR)');
  const chunks = Array.from({ length: Math.floor(rows / ROWS_PER_CHUNK) }, (_, chunk) => {
    const numbers = Array.from({ length: ROWS_PER_CHUNK }, (_, index) => chunk * ROWS_PER_CHUNK + index);
    return [
      numbers.map(BigInt),
      numbers.map(() => 'artifact'),
      numbers.map((number) => `id-${number}`),
      numbers.map((number) => `{"quality":0.9,"fuel":${1_000_000 + number},"ok":true}`),
    ];
  });
  const start = performance.now();
  await connection.run('BEGIN TRANSACTION');
  const appender = await connection.createAppender('plain');
  const types = Array.from({ length: 4 }, (_, column) => appender.columnType(column));
  for (const columns of chunks) {
    const chunk = DuckDBDataChunk.create(types);
    chunk.setColumns(columns);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run('COMMIT');
  const seconds = (performance.now() - start) / 1000;
  connection.closeSync();
  instance.closeSync();
  return (chunks.length * ROWS_PER_CHUNK) / seconds;
}
