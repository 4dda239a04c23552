import type { EffectQueue, TimerQueue } from '../../../events/substrate/effects.ts';
import type { PendingIndex } from './pending.ts';

export function memoryEffects({ rows, shown, claim, renew, done, release }: PendingIndex): EffectQueue {
  return {
    claim: async ({ worker, names, now, leaseMs, limit }) =>
      claim(worker, now + leaseMs, limit, (row) => row.freeAt <= now && names.includes(row.effect.name)),
    renew,
    done,
    release,
    pending: async () => rows().map((row) => ({ ...shown(row), worker: row.worker, leaseUntil: row.freeAt })),
  };
}

export function memoryTimers({ rows, claim, done, release }: PendingIndex): TimerQueue {
  return {
    claim: async (worker, now, leaseMs, limit) =>
      claim(worker, now + leaseMs, limit, (row) => row.freeAt <= now && row.due <= now),
    done,
    release,
    next: async () => {
      const times = rows().map((row) => Math.max(row.due, row.freeAt));
      return times.length === 0 ? null : times.reduce((least, time) => Math.min(least, time));
    },
  };
}
