import { crc32 } from 'node:zlib';
import type { Database } from './database.ts';
import { paged } from './paged.ts';

type Checked = { readonly position: number; readonly body: string; readonly crc: number };

/** Positions of commits whose text is not the one that was written: what the hash chain cannot show of an actor's last commit. */
export async function changedRows(reader: Database): Promise<readonly number[]> {
  const from = reader.prepare<Checked>(
    'SELECT position, body, crc FROM commits WHERE position > ? ORDER BY position LIMIT ?',
  );
  const changed: number[] = [];
  const pages = paged({
    after: 0,
    limit: Infinity,
    size: 200,
    page: (after, count) => from.all(after, count),
    cursor: (row) => row.position,
  });
  for await (const rows of pages) {
    changed.push(...rows.filter((row) => crc32(row.body) !== row.crc).map((row) => row.position));
  }
  return changed;
}
