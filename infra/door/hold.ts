import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../log/sqlite/database.ts';
import { LogFailure } from '../log/failure.ts';

/** Who has a data folder for itself. */
export type Holder = { readonly pid: number; readonly command: string; readonly since: string };

/** The folder is ours until `release`, or until this process is gone, however it goes. */
export type Hold = { release(): void };

export type HoldAttempt =
  | { readonly status: 'held'; readonly hold: Hold }
  /** Null: it has just begun and has not said its name yet. */
  | { readonly status: 'taken'; readonly by: Holder | null };

const holderFile = (folder: string): string => join(folder, 'hold.json');

/**
 * Takes the data folder, for what one process at a time may open (the DuckDB file). The lock is an exclusive transaction of
 * SQLite on `hold.db`: the system gives it back when the process dies, so there is no stale lock and no guess about pids.
 */
export function takeHold(folder: string, command: string): HoldAttempt {
  const lock = openDatabase(join(folder, 'hold.db'), 0);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof LogFailure && error.kind === 'busy')
      return { status: 'taken', by: holderOf(folder) };
    throw error;
  }
  const holder: Holder = { pid: process.pid, command, since: new Date().toISOString() };
  writeFileSync(holderFile(folder), JSON.stringify(holder));
  return {
    status: 'held',
    hold: {
      release: () => {
        rmSync(holderFile(folder), { force: true });
        lock.close();
      },
    },
  };
}

/** The name the holder left; it says who, the lock says whether. */
export function holderOf(folder: string): Holder | null {
  try {
    return JSON.parse(readFileSync(holderFile(folder), 'utf8')) as Holder;
  } catch {
    return null;
  }
}
