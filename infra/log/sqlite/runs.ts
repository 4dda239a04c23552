import type { RunLog, StoredRunBatch } from '../../../events/substrate/runs.ts';
import type { Database } from './database.ts';
import { paged } from './paged.ts';
import { patiently } from './patience.ts';
import type { Writer } from './writer.ts';

const SELECT = 'SELECT position, id, capability, after, body FROM batches';

/** Batches read at once on the main thread; one holds up to a thousand runs. */
const PAGE = 4;

export function runWrites(db: Database) {
  const known = db.prepare<{ position: number }>('SELECT position FROM batches WHERE id = ?');
  const insert = db.prepare('INSERT INTO batches (id, capability, after, body) VALUES (?, ?, ?, ?)');
  const advance = db.prepare(
    'INSERT INTO writers (writer, last) VALUES (?, ?) ON CONFLICT (writer) DO UPDATE SET last = max(last, excluded.last)',
  );
  return (id: string, capability: string, writer: string, n: number, after: number, body: string) => {
    const stored = known.get(id);
    if (stored) return { status: 'duplicate', position: stored.position } as const;
    const position = insert.run(id, capability, after, body).rowid;
    advance.run(writer, n);
    return { status: 'appended', position } as const;
  };
}

export function sqliteRuns(reader: Database, writer: Writer): RunLog {
  const all = reader.prepare<StoredRunBatch>(`${SELECT} WHERE position > ? ORDER BY position LIMIT ?`);
  const own = reader.prepare<StoredRunBatch>(
    `${SELECT} WHERE capability = ? AND position > ? ORDER BY position LIMIT ?`,
  );
  const byId = reader.prepare<StoredRunBatch>(`${SELECT} WHERE id = ?`);
  const last = reader.prepare<{ position: number | null }>('SELECT max(position) AS position FROM batches');
  const lastOf = reader.prepare<{ last: number }>('SELECT last FROM writers WHERE writer = ?');
  return {
    append: (batch) =>
      writer(
        'appendRuns',
        batch.id,
        batch.capability,
        batch.writer,
        batch.n,
        batch.after,
        JSON.stringify(batch),
      ),
    read: async (after, limit, capability) => {
      const page = (from: number, count: number) =>
        capability === undefined ? all.all(from, count) : own.all(capability, from, count);
      const found: StoredRunBatch[] = [];
      for await (const rows of paged({ after, limit, size: PAGE, page, cursor: (row) => row.position })) {
        for (const row of rows) found.push({ ...row });
      }
      return found;
    },
    find: async (id) => {
      const row = await patiently(() => byId.get(id));
      return row ? { ...row } : null;
    },
    position: async () => (await patiently(() => last.get()))?.position ?? 0,
    lastOf: async (writer) => (await patiently(() => lastOf.get(writer)))?.last ?? 0,
  };
}
