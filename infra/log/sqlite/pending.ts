import type { EffectLease } from '../../../events/substrate/effects.ts';
import type { ActorKind } from '../../../events/commit.ts';
import type { Database } from './database.ts';

/** An effect as a commit asks for it; `due` in ms makes it a timer. */
export type Asked = {
  readonly key: string;
  readonly child: string;
  readonly name: string;
  readonly due: number | null;
  /** JSON of the effect. */
  readonly effect: string;
  readonly correlation: string;
};

export type PendingRow = {
  readonly seq: number;
  readonly key: string;
  readonly kind: ActorKind;
  readonly actor: string;
  readonly position: number;
  readonly effect: string;
  readonly correlation: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly worker: string | null;
  readonly free_at: number;
};

export const PENDING =
  'seq, key, kind, actor, position, effect, correlation, attempts, last_error, worker, free_at';

/** Writes on one of the two tables of pending work. Rows come and go with commits; leases only say who tries. */
export function pendingWrites(db: Database, table: 'effects' | 'timers') {
  const insert = db.prepare(
    `INSERT INTO ${table} (key, kind, actor, child, position, name, due, effect, correlation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const end = db.prepare(`DELETE FROM ${table} WHERE kind = ? AND actor = ? AND child = ?`);
  const named = db.prepare<PendingRow>(
    `SELECT ${PENDING} FROM ${table} WHERE free_at <= ? AND name IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?`,
  );
  const due = db.prepare<PendingRow>(
    `SELECT ${PENDING} FROM ${table} WHERE due <= ? AND free_at <= ? ORDER BY due, seq LIMIT ?`,
  );
  const lease = db.prepare(`UPDATE ${table} SET worker = ?, free_at = ? WHERE seq = ?`);
  // No index on the key: keys are hashes, and an index of them cost more than all else of an append.
  const find = db.prepare<{ seq: number }>(`SELECT seq FROM ${table} WHERE key = ? LIMIT 1`);
  const mine = 'WHERE seq = ? AND key = ? AND worker = ?';
  const renew = db.prepare(`UPDATE ${table} SET free_at = ? ${mine}`);
  const done = db.prepare(`DELETE FROM ${table} ${mine}`);
  const release = db.prepare(
    `UPDATE ${table} SET worker = NULL, free_at = ?, attempts = attempts + ?, last_error = coalesce(?, last_error) ${mine}`,
  );
  /** Rows this process leased, by key; others are looked for. */
  const claimed = new Map<string, number>();
  const seqOf = (key: string): number => claimed.get(key) ?? find.get(key)?.seq ?? 0;
  const leased = (rows: readonly PendingRow[], worker: string, until: number): readonly EffectLease[] =>
    rows.map((row) => {
      lease.run(worker, until, row.seq);
      claimed.set(row.key, row.seq);
      return { ...pendingEffect(row), worker };
    });

  return {
    record: (kind: string, actor: string, position: number, asked: Asked): void => {
      const { key, child, name, effect, correlation } = asked;
      insert.run(key, kind, actor, child, position, name, asked.due ?? 0, effect, correlation);
    },
    end: (kind: string, actor: string, child: string): void => void end.run(kind, actor, child),
    claimNamed: (worker: string, names: readonly string[], now: number, leaseMs: number, limit: number) =>
      leased(named.all(now, JSON.stringify(names), limit), worker, now + leaseMs),
    claimDue: (worker: string, now: number, leaseMs: number, limit: number) =>
      leased(due.all(now, now, limit), worker, now + leaseMs),
    renew: (key: string, worker: string, until: number): boolean =>
      renew.run(until, seqOf(key), key, worker).changes > 0,
    done: (key: string, worker: string): boolean => {
      const { changes } = done.run(seqOf(key), key, worker);
      claimed.delete(key);
      return changes > 0;
    },
    release: (key: string, worker: string, at: number, error: string | null): boolean => {
      const { changes } = release.run(at, error === null ? 0 : 1, error, seqOf(key), key, worker);
      claimed.delete(key);
      return changes > 0;
    },
  };
}

export function pendingEffect(row: PendingRow) {
  return {
    key: row.key,
    actor: { kind: row.kind, id: row.actor },
    position: row.position,
    effect: JSON.parse(row.effect) as EffectLease['effect'],
    correlation: row.correlation,
    attempts: row.attempts,
    lastError: row.last_error,
  };
}
