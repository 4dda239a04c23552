import type { TaskMessage, TaskQueue } from '../../../events/substrate/tasks.ts';

type Row = TaskMessage & {
  status: 'waiting' | 'done' | 'dead';
  worker: string | null;
  freeAt: number;
  attempts: number;
  retries: number;
  reason: string;
  diedAt: string;
};

/** Tasks in order of arrival. Acknowledged ones stay as a mark, so that publishing them again is a duplicate. */
export function memoryTasks(): TaskQueue {
  const rows = new Map<string, Row>();
  const held = (id: string, worker: string) => {
    const row = rows.get(id);
    return row?.status === 'waiting' && row.worker === worker ? row : undefined;
  };
  const hand = (row: Row, status: Row['status'], freeAt: number) => {
    row.status = status;
    row.worker = null;
    row.freeAt = freeAt;
  };

  return {
    publish: async ({ id, capability, body }) => {
      const known = rows.get(id);
      if (known)
        return { status: known.capability === capability && known.body === body ? 'duplicate' : 'conflict' };
      const fresh = {
        status: 'waiting',
        worker: null,
        freeAt: 0,
        attempts: 0,
        retries: 0,
        reason: '',
        diedAt: '',
      } as const;
      rows.set(id, { id, capability, body, ...fresh });
      return { status: 'published' };
    },
    claim: async (worker, now, leaseMs, limit) => {
      const found = [...rows.values()]
        .filter((row) => row.status === 'waiting' && row.freeAt <= now)
        .slice(0, limit);
      return found.map((row) => {
        row.worker = worker;
        row.freeAt = now + leaseMs;
        row.attempts += 1;
        return { id: row.id, capability: row.capability, body: row.body, attempts: row.attempts, worker };
      });
    },
    ack: async (id, worker) => {
      const row = held(id, worker);
      if (row) hand(row, 'done', 0);
      return row !== undefined;
    },
    release: async (id, worker, at) => {
      const row = held(id, worker);
      if (row) hand(row, 'waiting', at);
      return row !== undefined;
    },
    bury: async (id, worker, reason, at) => {
      const row = held(id, worker);
      if (!row) return false;
      hand(row, 'dead', 0);
      row.reason = reason;
      row.diedAt = at;
      return true;
    },
    setAside: async (id, reason, at) => {
      const row = rows.get(id);
      if (row?.status !== 'waiting') return false;
      hand(row, 'dead', 0);
      row.reason = reason;
      row.diedAt = at;
      return true;
    },
    dead: async () =>
      [...rows.values()]
        .filter((row) => row.status === 'dead')
        .map(({ id, capability, body, reason, attempts, diedAt }) => ({
          id,
          capability,
          body,
          reason,
          attempts,
          diedAt,
        })),
    retry: async (id, cap) => {
      const row = rows.get(id);
      if (row?.status !== 'dead') return { status: 'unknown' };
      if (row.retries >= cap) return { status: 'capped' };
      row.retries += 1;
      hand(row, 'waiting', 0);
      return { status: 'retried' };
    },
    waiting: async () => [...rows.values()].filter((row) => row.status === 'waiting').length,
  };
}
