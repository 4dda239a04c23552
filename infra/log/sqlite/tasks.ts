import type { DeadTask, TaskLease, TaskMessage, TaskQueue } from '../../../events/substrate/tasks.ts';
import type { Database } from './database.ts';
import { patiently } from './patience.ts';
import type { Writer } from './writer.ts';

type Waiting = TaskMessage & { readonly seq: number; readonly attempts: number };
type Dead = { readonly retries: number };

/** Tasks in order of arrival. Acknowledged ones stay as a mark, so that publishing them again is a duplicate. */
export function taskWrites(db: Database) {
  const known = db.prepare<TaskMessage>('SELECT id, capability, body FROM tasks WHERE id = ?');
  const insert = db.prepare('INSERT INTO tasks (id, capability, body) VALUES (?, ?, ?)');
  const free = db.prepare<Waiting>(
    "SELECT seq, id, capability, body, attempts FROM tasks WHERE status = 'waiting' AND free_at <= ? ORDER BY seq LIMIT ?",
  );
  const lease = db.prepare('UPDATE tasks SET worker = ?, free_at = ?, attempts = attempts + 1 WHERE seq = ?');
  const hand = db.prepare(
    "UPDATE tasks SET status = ?, worker = NULL, free_at = ?, reason = ?, died_at = ? WHERE id = ? AND worker = ? AND status = 'waiting'",
  );
  const aside = db.prepare(
    "UPDATE tasks SET status = 'dead', worker = NULL, free_at = 0, reason = ?, died_at = ? WHERE id = ? AND status = 'waiting'",
  );
  const dead = db.prepare<Dead>("SELECT retries FROM tasks WHERE id = ? AND status = 'dead'");
  const revive = db.prepare(
    "UPDATE tasks SET status = 'waiting', free_at = 0, retries = retries + 1 WHERE id = ?",
  );

  return {
    publishTask: (id: string, capability: string, body: string): 'published' | 'duplicate' | 'conflict' => {
      const stored = known.get(id);
      if (stored) return stored.capability === capability && stored.body === body ? 'duplicate' : 'conflict';
      insert.run(id, capability, body);
      return 'published';
    },
    claimTasks: (worker: string, now: number, leaseMs: number, limit: number): readonly TaskLease[] =>
      free.all(now, limit).map(({ seq, id, capability, body, attempts }) => {
        lease.run(worker, now + leaseMs, seq);
        return { id, capability, body, attempts: attempts + 1, worker };
      }),
    ackTask: (id: string, worker: string): boolean => hand.run('done', 0, null, null, id, worker).changes > 0,
    releaseTask: (id: string, worker: string, at: number): boolean =>
      hand.run('waiting', at, null, null, id, worker).changes > 0,
    buryTask: (id: string, worker: string, reason: string, at: string): boolean =>
      hand.run('dead', 0, reason, at, id, worker).changes > 0,
    setTaskAside: (id: string, reason: string, at: string): boolean => aside.run(reason, at, id).changes > 0,
    retryTask: (id: string, cap: number): 'retried' | 'unknown' | 'capped' => {
      const found = dead.get(id);
      if (!found) return 'unknown';
      if (found.retries >= cap) return 'capped';
      revive.run(id);
      return 'retried';
    },
  };
}

export function sqliteTasks(reader: Database, writer: Writer): TaskQueue {
  const dead = reader.prepare<DeadTask>(
    "SELECT id, capability, body, reason, attempts, died_at AS diedAt FROM tasks WHERE status = 'dead' ORDER BY seq",
  );
  const waiting = reader.prepare<{ count: number }>(
    "SELECT count(*) AS count FROM tasks WHERE status = 'waiting'",
  );
  return {
    publish: async ({ id, capability, body }) => ({
      status: await writer('publishTask', id, capability, body),
    }),
    claim: (worker, now, leaseMs, limit) => writer('claimTasks', worker, now, leaseMs, limit),
    ack: (id, worker) => writer('ackTask', id, worker),
    release: (id, worker, at) => writer('releaseTask', id, worker, at),
    bury: (id, worker, reason, at) => writer('buryTask', id, worker, reason, at),
    setAside: (id, reason, at) => writer('setTaskAside', id, reason, at),
    dead: async () => (await patiently(() => dead.all())).map((task) => ({ ...task })),
    retry: async (id, cap) => ({ status: await writer('retryTask', id, cap) }),
    waiting: async () => (await patiently(() => waiting.get()))?.count ?? 0,
  };
}
