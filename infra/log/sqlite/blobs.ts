import { sha256 } from '../../../events/hash.ts';
import type { BlobStore, Retention } from '../../../events/substrate/blobs.ts';
import type { Database } from './database.ts';
import { LogFailure } from '../failure.ts';
import { patiently } from './patience.ts';
import type { Writer } from './writer.ts';

export function blobWrites(db: Database) {
  const put = db.prepare(`
    INSERT INTO blobs (hash, retention, content) VALUES (?, ?, ?)
    ON CONFLICT (hash) DO UPDATE SET retention = 'keep' WHERE excluded.retention = 'keep'`);
  const erase = db.prepare('DELETE FROM blobs WHERE hash = ?');
  return {
    putBlob: (hash: string, retention: Retention, content: Uint8Array): void =>
      void put.run(hash, retention, content),
    eraseBlob: (hash: string): boolean => {
      // Erasure means the bytes are overwritten, not only unlinked from the tree.
      db.exec('PRAGMA secure_delete = ON');
      const erased = erase.run(hash).changes > 0;
      db.exec('PRAGMA secure_delete = OFF');
      return erased;
    },
  };
}

export function sqliteBlobs(reader: Database, writer: Writer): BlobStore {
  const get = reader.prepare<{ content: Uint8Array }>('SELECT content FROM blobs WHERE hash = ?');
  const kept = reader.prepare<{ retention: Retention }>('SELECT retention FROM blobs WHERE hash = ?');
  return {
    put: async (content, retention) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      const hash = sha256(bytes);
      const stored = await patiently(() => kept.get(hash));
      if (stored?.retention === 'keep' || stored?.retention === retention) return hash;
      await writer('putBlob', hash, retention, bytes);
      return hash;
    },
    get: async (hash) => {
      const row = await patiently(() => get.get(hash));
      if (!row) return null;
      if (sha256(row.content) === hash) return row.content;
      throw new LogFailure(
        'damaged',
        `blob ${hash} in ${reader.file} is damaged: its content has another hash; restore it from a backup, or erase it`,
      );
    },
    has: async (hash) => (await patiently(() => kept.get(hash))) !== undefined,
    erase: (hash) => writer('eraseBlob', hash),
  };
}
