import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckdbDatabase } from './duckdbDatabase.ts';
import { openingProblem } from './duckdbProblem.ts';

export type DuckdbOptions = {
  /** The file, or `:memory:`. */
  readonly path: string;
  /** The only folder SQL may read from and write to: Parquet archives. Null: none. */
  readonly archive?: string | null;
  /**
   * Threads of DuckDB. One by default: sums of doubles are then the same on every run, and the cores stay free for
   * sandboxes. DuckDB's calls also occupy threads of Node's pool: set UV_THREADPOOL_SIZE to 8 in a busy process.
   */
  readonly threads?: number;
  /** E.g. `512MB`. What does not fit is spilled to disk beside the file, at most `spillLimit`. */
  readonly memoryLimit?: string;
  readonly spillLimit?: string;
};

/**
 * Opens a DuckDB file for this process alone, closed off: no network, no extensions, no file but in `archive`, and a
 * configuration nobody can change afterwards (DESIGN 7).
 * @throws DuckdbProblem when another process holds the file, or it cannot be read.
 */
export async function openDuckdb(options: DuckdbOptions): Promise<DuckdbDatabase> {
  const { path, archive = null, threads = 1, memoryLimit = '512MB', spillLimit = '1GB' } = options;
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(path, { threads: String(threads), memory_limit: memoryLimit });
  } catch (error) {
    throw openingProblem(path, error);
  }
  const connection = await instance.connect();
  await closeOff(connection, archive, spillLimit);
  return new DuckdbDatabase(instance, connection);
}

async function closeOff(
  connection: DuckDBConnection,
  archive: string | null,
  spillLimit: string,
): Promise<void> {
  // The order matters: folders can be allowed only while outside access is on, and after the lock nothing can be set.
  const settings = [
    'SET preserve_insertion_order = false',
    `SET max_temp_directory_size = ${quoted(spillLimit)}`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    'SET allow_community_extensions = false',
    ...(archive === null ? [] : [`SET allowed_directories = [${quoted(archive)}]`]),
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
  for (const setting of settings) await connection.run(setting);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
