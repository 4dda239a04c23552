import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import type { SelfChecking } from '../verify.ts';
import { sqliteBlobs } from './blobs.ts';
import { changedRows } from './changedRows.ts';
import { sqliteEffects, sqliteTimers } from './effects.ts';
import { sqliteEvents } from './events.ts';
import { LogFailure } from '../failure.ts';
import { sqliteLeases } from './leases.ts';
import { openForReading } from './open.ts';
import { sqliteRuns } from './runs.ts';
import { sqliteSnapshots } from './snapshots.ts';
import { sqliteTasks } from './tasks.ts';
import { logWakes } from './wakes.ts';
import { startWriter } from './writer.ts';

export type SqliteLog = {
  /** Holds `log.db`; made when it is not there. */
  readonly folder: string;
  /** `os` (default) survives a crash of the process, `fsync` also a power cut: every group of commits waits for the disk. */
  readonly durability?: 'os' | 'fsync';
  /** The log may not grow beyond this many pages of 4 KiB. */
  readonly pagesMax?: number;
};

/**
 * The embedded default: one folder, no server. Writes go through one thread that commits in groups; reads are short and
 * run here. Several processes may open the same folder.
 * @throws LogFailure naming the folder when it cannot be opened, is damaged, or was written by a newer DSE.
 */
export async function sqliteSubstrate({
  folder,
  durability = 'os',
  pagesMax,
}: SqliteLog): Promise<Substrate & SelfChecking> {
  const file = join(resolve(folder), 'log.db');
  makeFolder(folder);
  const { write, close } = await startWriter({
    file,
    durability,
    ...(pagesMax === undefined ? {} : { pagesMax }),
  });
  const reader = openForReading(file);
  const wakes = logWakes(reader);
  let closing: Promise<void> | undefined;

  return {
    url: `sqlite:${folder}`,
    events: sqliteEvents(reader, write, wakes, durability),
    runs: sqliteRuns(reader, write),
    tasks: sqliteTasks(reader, write),
    effects: sqliteEffects(reader, write),
    timers: sqliteTimers(reader, write),
    snapshots: sqliteSnapshots(reader, write),
    blobs: sqliteBlobs(reader, write),
    leases: sqliteLeases(write),
    feed: null,
    skewMs: 0,
    changedRows: () => changedRows(reader),
    close: () => {
      closing ??= close().then(() => {
        wakes.stop();
        reader.close();
      });
      return closing;
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new LogFailure(
      'other',
      `log folder ${folder} cannot be made (${String(error)}): name a folder you may write`,
    );
  }
}
