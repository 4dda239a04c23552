import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectionFiles } from '../../projections/database.ts';
import { openDuckdb } from './openDuckdb.ts';
import type { DuckdbOptions } from './openDuckdb.ts';

/** The files of one projection in `folder`: `projection.duckdb`, and beside it what is being built. */
export function duckdbFiles(folder: string, options: Omit<DuckdbOptions, 'path'> = {}): ProjectionFiles {
  const paths = {
    live: join(folder, 'projection.duckdb'),
    next: join(folder, 'projection.next.duckdb'),
    beside: join(folder, 'projection.beside.duckdb'),
  };
  const remove = async (which: keyof typeof paths): Promise<void> => {
    for (const suffix of ['', '.wal', '.tmp']) {
      await rm(paths[which] + suffix, { force: true, recursive: true });
    }
  };
  return {
    open: async (which) => {
      await mkdir(folder, { recursive: true });
      return openDuckdb({ ...options, path: paths[which] });
    },
    remove,
    promote: async () => {
      // A log of the old file must never be replayed into the new one; the new one was closed and has none.
      await rm(`${paths.live}.wal`, { force: true });
      await rename(paths.next, paths.live);
    },
  };
}
