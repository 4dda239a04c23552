import type { EffectQueue, TimerQueue } from '../../../events/substrate/effects.ts';
import type { Database } from './database.ts';
import { patiently } from './patience.ts';
import { PENDING, pendingEffect, type PendingRow } from './pending.ts';
import type { Writer } from './writer.ts';

export function sqliteEffects(reader: Database, writer: Writer): EffectQueue {
  const all = reader.prepare<PendingRow>(`SELECT ${PENDING} FROM effects ORDER BY seq`);
  return {
    claim: ({ worker, names, now, leaseMs, limit }) =>
      writer('claimEffects', worker, names, now, leaseMs, limit),
    renew: (key, worker, until) => writer('renewEffect', key, worker, until),
    done: (key, worker) => writer('doneEffect', key, worker),
    release: (key, worker, at, error) => writer('releaseEffect', key, worker, at, error ?? null),
    pending: async () => {
      const rows = await patiently(() => all.all());
      return rows.map((row) => ({ ...pendingEffect(row), worker: row.worker, leaseUntil: row.free_at }));
    },
  };
}

export function sqliteTimers(reader: Database, writer: Writer): TimerQueue {
  const next = reader.prepare<{ at: number | null }>('SELECT min(max(due, free_at)) AS at FROM timers');
  return {
    claim: (worker, now, leaseMs, limit) => writer('claimTimers', worker, now, leaseMs, limit),
    done: (key, worker) => writer('doneTimer', key, worker),
    release: (key, worker, at, error) => writer('releaseTimer', key, worker, at, error ?? null),
    next: async () => (await patiently(() => next.get()))?.at ?? null,
  };
}
