import type { ActorRef } from '../../../events/commit.ts';
import type { EventLog, Head, StoredCommit } from '../../../events/substrate/events.ts';
import { admit } from '../admit.ts';
import type { PendingIndex } from './pending.ts';

const nameOf = (actor: ActorRef) => `${actor.kind}/${actor.id}`;
const headOf = (last: StoredCommit): Head => ({ version: last.version, token: String(last.position) });

/** The log as two lists: one of everything, one per actor. Durability `memory`: nothing survives. */
export function memoryEvents(pending: readonly PendingIndex[]): EventLog {
  const all: StoredCommit[] = [];
  const streams = new Map<string, StoredCommit[]>();
  const wakes = new Set<() => void>();

  return {
    append: async (commit, body, expected) => {
      const reason = admit(commit, body, expected);
      if (reason !== null) return { status: 'refused', reason };

      const stream = streams.get(nameOf(commit.actor)) ?? [];
      const same = stream[commit.version - 1];
      if (same?.id === commit.id) {
        return {
          status: 'appended',
          head: headOf(same),
          position: same.position,
          durability: 'memory',
          duplicate: true,
        };
      }
      const last = stream.at(-1);
      const head = last ? headOf(last) : null;
      if (head?.version !== expected?.version || head?.token !== expected?.token)
        return { status: 'conflict', head };

      const { kind, id } = commit.actor;
      const stored = {
        position: all.length + 1,
        actor: { kind, id },
        version: commit.version,
        id: commit.id,
        body,
      };
      all.push(stored);
      stream.push(stored);
      streams.set(nameOf(commit.actor), stream);
      for (const index of pending) index.record(commit, stored.position);
      for (const wake of wakes) queueMicrotask(wake);
      return {
        status: 'appended',
        head: headOf(stored),
        position: stored.position,
        durability: 'memory',
        duplicate: false,
      };
    },
    read: async (actor, after = 0, limit = Infinity) => {
      const version = typeof after === 'number' ? after : after.version;
      return (streams.get(nameOf(actor)) ?? []).slice(version, version + limit);
    },
    head: async (actor) => {
      const last = streams.get(nameOf(actor))?.at(-1);
      return last ? headOf(last) : null;
    },
    readAll: async (after, limit) => all.slice(after, after + limit),
    position: async () => all.length,
    onAppended: (wake) => {
      const listener = () => wake();
      wakes.add(listener);
      return () => void wakes.delete(listener);
    },
  };
}
