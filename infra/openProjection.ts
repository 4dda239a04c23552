import { join } from 'node:path';
import type { Substrate } from '../events/substrate/substrate.ts';
import type { Projection } from '../projections/index.ts';

/** Opens what is known, one DuckDB file of a data folder, as it is on disk; DuckDB is loaded now, for much is done without it. */
export async function openProjection(substrate: Substrate, folder: string): Promise<Projection> {
  const [{ Projection }, { duckdbFiles }] = await Promise.all([
    import('../projections/index.ts'),
    import('./duckdb/duckdbFiles.ts'),
  ]);
  return Projection.open(substrate, duckdbFiles(join(folder, 'projection')));
}
