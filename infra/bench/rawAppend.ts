import { DatabaseSync } from 'node:sqlite';

/** Rows per second of a raw append in transactions of `batch` rows: WAL, synchronous NORMAL, unique (stream, version). */
export function rawAppendRate(file: string, bodies: readonly string[], batch: number): number {
  const database = new DatabaseSync(`${file}.db`);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec(
      'CREATE TABLE rows (position INTEGER PRIMARY KEY, stream TEXT, version INTEGER, body TEXT, UNIQUE (stream, version))',
    );
    const insert = database.prepare('INSERT INTO rows (stream, version, body) VALUES (?, ?, ?)');
    const started = performance.now();
    for (let from = 0; from < bodies.length; from += batch) {
      database.exec('BEGIN IMMEDIATE');
      for (let index = from; index < Math.min(bodies.length, from + batch); index += 1) {
        insert.run(`stream-${index % 2000}`, Math.floor(index / 2000), bodies[index]!);
      }
      database.exec('COMMIT');
    }
    return bodies.length / ((performance.now() - started) / 1000);
  } finally {
    database.close();
  }
}
