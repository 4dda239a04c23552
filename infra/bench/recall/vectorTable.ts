import { ARRAY, DuckDBDataChunk, DuckDBInstance, FLOAT, VARCHAR, arrayValue } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ROWS_PER_CHUNK } from '../../duckdb/cellWriter.ts';
import type { VectorRecord } from '../../../actors/memory/vectorIndex.ts';

/** Vectors in a table of DuckDB and nothing else: the exact scan that finding is measured beside. */
export class VectorTable {
  readonly #connection: DuckDBConnection;
  readonly #dims: number;

  private constructor(connection: DuckDBConnection, dims: number) {
    this.#connection = connection;
    this.#dims = dims;
  }

  static async of(records: readonly VectorRecord[], dims: number): Promise<VectorTable> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`CREATE TABLE vectors (id VARCHAR, vector FLOAT[${dims}])`);
    const appender = await connection.createAppender('vectors');
    for (let from = 0; from < records.length; from += ROWS_PER_CHUNK) {
      const some = records.slice(from, from + ROWS_PER_CHUNK);
      const chunk = DuckDBDataChunk.create([VARCHAR, ARRAY(FLOAT, dims)], some.length);
      const [ids, vectors] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (const [row, { id, vector }] of some.entries()) {
        ids.setItem(row, id);
        vectors.setItem(row, arrayValue([...vector]));
      }
      ids.flush();
      vectors.flush();
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    return new VectorTable(connection, dims);
  }

  /** Ids of the nearest; all have length 1, so the product is the cosine, as it is in memory. */
  async nearest(vector: Float32Array, limit: number): Promise<readonly string[]> {
    const reader = await this.#connection.runAndReadAll(
      `SELECT id FROM vectors ORDER BY array_inner_product(vector, $1::FLOAT[${this.#dims}]) DESC, id LIMIT ${limit}`,
      [arrayValue([...vector])],
      [ARRAY(FLOAT, this.#dims)],
    );
    return reader.getRows().map(([id]) => String(id));
  }

  close(): void {
    this.#connection.closeSync();
  }
}
