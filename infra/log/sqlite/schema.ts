import type { Database } from './database.ts';
import { LogFailure } from '../failure.ts';

/** The format of `log.db` this build reads and writes; kept in `PRAGMA user_version`. */
export const LOG_FORMAT = 1;
/** "DSE1" in ASCII: marks the file as a log of DSE (`PRAGMA application_id`). */
const APPLICATION = 0x44534531;

const pendingTable = (name: string, order: string) => `
  CREATE TABLE ${name} (
    seq INTEGER PRIMARY KEY, key TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, child TEXT NOT NULL,
    position INTEGER NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL, effect TEXT NOT NULL, correlation TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, last_error TEXT, worker TEXT, free_at INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX ${name}_of_actor ON ${name} (kind, actor);
  ${order}`;

const tables = `
  CREATE TABLE commits (
    position INTEGER PRIMARY KEY, kind TEXT NOT NULL, actor TEXT NOT NULL, version INTEGER NOT NULL,
    id TEXT NOT NULL, body TEXT NOT NULL, crc INTEGER NOT NULL, UNIQUE (kind, actor, version)
  );
  ${pendingTable('effects', '')}
  ${pendingTable('timers', 'CREATE INDEX timers_due ON timers (due);')}
  CREATE TABLE batches (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, capability TEXT NOT NULL, after INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE INDEX batches_of_capability ON batches (capability);
  CREATE TABLE writers (writer TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE tasks (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, capability TEXT NOT NULL, body TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'waiting', worker TEXT, free_at INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, retries INTEGER NOT NULL DEFAULT 0, reason TEXT, died_at TEXT
  );
  CREATE INDEX tasks_waiting ON tasks (seq) WHERE status = 'waiting';
  CREATE INDEX tasks_dead ON tasks (seq) WHERE status = 'dead';
  CREATE TABLE snapshots (
    kind TEXT NOT NULL, actor TEXT NOT NULL, machine TEXT NOT NULL, machine_version INTEGER NOT NULL, version INTEGER NOT NULL,
    token TEXT NOT NULL, prev TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, commands TEXT NOT NULL,
    PRIMARY KEY (kind, actor, machine, machine_version)
  );
  CREATE TABLE blobs (hash TEXT NOT NULL UNIQUE, retention TEXT NOT NULL, content BLOB NOT NULL);
  CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT, until INTEGER NOT NULL, fence INTEGER NOT NULL) WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${LOG_FORMAT};`;

/**
 * Creates the tables of a new log, or checks that an existing one can be used. Call it inside a write transaction.
 * @throws LogFailure `newer` for a log of a later DSE, `foreign` for a database that is no log.
 */
export function prepareSchema(db: Database): void {
  const format = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  const application = Number(db.prepare('PRAGMA application_id').get()?.['application_id']);
  if (format > LOG_FORMAT && application === APPLICATION) {
    throw new LogFailure(
      'newer',
      `log ${db.file} has format ${format}, this build reads up to ${LOG_FORMAT}: it was written by a newer DSE; update DSE or open another folder`,
    );
  }
  if (format === LOG_FORMAT && application === APPLICATION) return;
  const held = Number(db.prepare('SELECT count(*) AS tables FROM sqlite_master').get()?.['tables']);
  if (held > 0 || format !== 0 || application !== 0) {
    throw new LogFailure(
      'foreign',
      `${db.file} is a SQLite database but no log of DSE (application_id ${application}, user_version ${format}): open another folder`,
    );
  }
  db.exec(tables);
}
