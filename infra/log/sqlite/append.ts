import { crc32 } from 'node:zlib';
import type { Database } from './database.ts';
import type { Asked, pendingWrites } from './pending.ts';

export type HeadRow = { readonly version: number; readonly position: number };
/** `head`: where the actor's stream ends, when the commit did not fit there. */
type Written = { readonly position: number; readonly duplicate: boolean } | { readonly head: HeadRow | null };

export const SELECT_HEAD =
  'SELECT version, position FROM commits WHERE kind = ? AND actor = ? ORDER BY version DESC LIMIT 1';

/** The append inside the transaction: one look at the head, one row, and the rows of what it asks for and ends. */
export function appendWrite(
  db: Database,
  effects: ReturnType<typeof pendingWrites>,
  timers: ReturnType<typeof pendingWrites>,
) {
  const last = db.prepare<HeadRow>(SELECT_HEAD);
  const same = db.prepare<{ position: number }>(
    'SELECT position FROM commits WHERE kind = ? AND actor = ? AND version = ? AND id = ?',
  );
  const insert = db.prepare(
    'INSERT INTO commits (kind, actor, version, id, body, crc) VALUES (?, ?, ?, ?, ?, ?)',
  );

  return (
    kind: string,
    actor: string,
    version: number,
    id: string,
    body: string,
    token: string | null,
    asked: readonly Asked[],
    ended: readonly string[],
  ): Written => {
    const head = last.get(kind, actor);
    if (head ? head.version !== version - 1 || String(head.position) !== token : version !== 1) {
      const stored = same.get(kind, actor, version, id);
      return stored ? { position: stored.position, duplicate: true } : { head: head ?? null };
    }
    const position = insert.run(kind, actor, version, id, body, crc32(body)).rowid;
    for (const child of ended) {
      effects.end(kind, actor, child);
      timers.end(kind, actor, child);
    }
    for (const one of asked) (one.due === null ? effects : timers).record(kind, actor, position, one);
    return { position, duplicate: false };
  };
}
