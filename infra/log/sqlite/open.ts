import { type Database, openDatabase } from './database.ts';
import { BUSY_MS, patiently } from './patience.ts';
import { prepareSchema } from './schema.ts';

/** The write-ahead log is folded into the file at 16 MiB: fewer waits for the disk than SQLite's own 4 MiB. */
const CHECKPOINT_PAGES = 4000;

export type LogFile = {
  readonly file: string;
  /** `os`: survives a crash of the process. `fsync`: survives a power cut, each group of commits waits for the disk. */
  readonly durability: 'os' | 'fsync';
  /** The file may have this many pages of 4 KiB; absent: as many as the disk holds. */
  readonly pagesMax?: number;
};

/** The connection that writes: creates the log when the file is new, refuses one it does not understand. */
export async function openForWriting({ file, durability, pagesMax }: LogFile): Promise<Database> {
  const db = openDatabase(file, BUSY_MS);
  try {
    await patiently(() => db.exec('PRAGMA journal_mode = WAL'));
    db.exec(`PRAGMA synchronous = ${durability === 'fsync' ? 'FULL' : 'NORMAL'}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    if (pagesMax !== undefined) db.exec(`PRAGMA max_page_count = ${pagesMax}`);
    await patiently(() => db.exec('BEGIN IMMEDIATE'));
    prepareSchema(db);
    db.exec('COMMIT');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A connection that only reads. It sees every group of commits as soon as it was acknowledged. */
export function openForReading(file: string): Database {
  const db = openDatabase(file, BUSY_MS);
  db.exec('PRAGMA query_only = ON');
  return db;
}
