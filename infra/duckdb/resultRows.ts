import { DuckDBTypeId, JsonDuckDBValueConverter } from '@duckdb/node-api';
import type { DuckDBResult, DuckDBType, DuckDBValue, DuckDBValueConverter, Json } from '@duckdb/node-api';
import type { Bounds, ResultRow, ResultRows } from '../../projections/database.ts';

const wholeNumbers: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
]);

/** As JSON: wide integers are numbers where exact and text beyond, the rest as DuckDB says it. */
const toJson: DuckDBValueConverter<Json> = (
  value: DuckDBValue,
  type: DuckDBType,
  converter: DuckDBValueConverter<Json>,
): Json => {
  if (value === null) return null;
  if (typeof value === 'bigint' && wholeNumbers.has(type.typeId)) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return JsonDuckDBValueConverter(value, type, converter);
};

/** Takes rows from a (streamed) result until it ends or a bound is reached. */
export async function takeRows(result: DuckDBResult, bounds: Bounds): Promise<ResultRows> {
  const columns = result.deduplicatedColumnNames();
  const isJson = result.columnTypes().map(({ alias }) => alias === 'JSON');
  const rows: ResultRow[] = [];
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return { columns, rows, truncated: false };
    for (const values of chunk.convertRows(toJson)) {
      if (rows.length >= bounds.rows || bytes > bounds.bytes) return { columns, rows, truncated: true };
      const row: Record<string, Json> = {};
      for (const [index, name] of columns.entries()) {
        const value = values[index] ?? null;
        row[name] = isJson[index] && typeof value === 'string' ? (JSON.parse(value) as Json) : value;
      }
      rows.push(row);
      if (bounds.bytes !== Infinity) bytes += JSON.stringify(values).length;
    }
  }
}
