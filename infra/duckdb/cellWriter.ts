import { DuckDBDataChunk, DuckDBTypeId } from '@duckdb/node-api';
import type { DuckDBAppender, DuckDBType } from '@duckdb/node-api';
import type { Row } from '../../projections/facts/place.ts';

/** The most rows a DuckDB data chunk holds. */
export const ROWS_PER_CHUNK = 2048;

/**
 * Appends rows column by column, 2,048 at a time: one data chunk per call of the binding, against one call per cell.
 * Numbers become BigInt where the column is 64 bits wide.
 */
export function appendRows(appender: DuckDBAppender, rows: readonly Row[]): void {
  const types: DuckDBType[] = [];
  for (let column = 0; column < appender.columnCount; column++) types.push(appender.columnType(column));
  for (let start = 0; start < rows.length; start += ROWS_PER_CHUNK) {
    const end = Math.min(start + ROWS_PER_CHUNK, rows.length);
    const chunk = DuckDBDataChunk.create(types, end - start);
    for (const [column, type] of types.entries()) {
      const vector = chunk.getColumnVector(column);
      const wide = type.typeId === DuckDBTypeId.BIGINT;
      for (let at = start; at < end; at++) {
        const cell = rows[at]![column] ?? null;
        vector.setItem(at - start, wide && typeof cell === 'number' ? BigInt(cell) : cell);
      }
      vector.flush();
    }
    appender.appendDataChunk(chunk);
  }
}
