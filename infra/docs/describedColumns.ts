import { z } from 'zod';
import { createSchema } from '../../projections/index.ts';
import { openDuckdb } from '../duckdb/openDuckdb.ts';

const Described = z.object({ owner: z.string(), name: z.string(), type: z.string() });
export type DescribedColumn = Readonly<z.infer<typeof Described>>;
/** Columns in order, by `main.<view>` and `fact.<table>`. */
export type DescribedColumns = ReadonlyMap<string, readonly DescribedColumn[]>;

const COLUMNS = `SELECT table_schema || '.' || table_name AS owner, column_name AS name, data_type AS type
  FROM information_schema.columns WHERE table_schema IN ('main', 'fact')
  ORDER BY table_schema, table_name, ordinal_position`;

/** What DuckDB says of a schema just made: every column that a query can ask for. */
export async function describedColumns(): Promise<DescribedColumns> {
  const database = await openDuckdb({ path: ':memory:' });
  try {
    await createSchema(database);
    const rows = z.array(Described).parse(await database.select(COLUMNS));
    return Map.groupBy(rows, ({ owner }) => owner);
  } finally {
    await database.close();
  }
}
