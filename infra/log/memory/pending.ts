import { type ActorRef, type Commit, effectKey } from '../../../events/commit.ts';
import type { EffectLease, PendingEffect } from '../../../events/substrate/effects.ts';

type Row = Omit<PendingEffect, 'attempts' | 'lastError'> & {
  readonly due: number;
  attempts: number;
  lastError: string | null;
  worker: string | null;
  freeAt: number;
};

function shown({ key, actor, position, effect, correlation, attempts, lastError }: Row): PendingEffect {
  return { key, actor, position, effect, correlation, attempts, lastError };
}

const nameOf = ({ kind, id }: ActorRef): string => `${kind}/${id}`;

/** The effects, or the timers, that commits asked for and that are not ended yet. */
export type PendingIndex = ReturnType<typeof pendingIndex>;

/** An effect with a `due` time is a timer; `holds` says which of the two this index keeps. */
export function pendingIndex(holds: 'effects' | 'timers') {
  const rows = new Map<string, Row>();
  /** Keys of an actor's rows, so that ending some costs nothing for the others. */
  const ofActor = new Map<string, Set<string>>();
  const remove = (row: Row): void => {
    rows.delete(row.key);
    const name = nameOf(row.actor);
    const keys = ofActor.get(name);
    keys?.delete(row.key);
    if (keys?.size === 0) ofActor.delete(name);
  };
  const held = (key: string, worker: string) => {
    const row = rows.get(key);
    return row?.worker === worker ? row : undefined;
  };

  return {
    rows: (): readonly Row[] => [...rows.values()],
    shown,
    record: (commit: Commit, position: number): void => {
      const name = nameOf(commit.actor);
      for (const key of commit.ended.length > 0 ? [...(ofActor.get(name) ?? [])] : []) {
        const row = rows.get(key)!;
        if (commit.ended.includes(row.effect.child)) remove(row);
      }
      for (const [index, effect] of commit.effects.entries()) {
        if ((effect.due === undefined) !== (holds === 'effects')) continue;
        const key = effectKey(commit.id, index);
        const due = effect.due === undefined ? 0 : Date.parse(effect.due);
        const { actor } = commit;
        const { correlation } = commit.meta;
        // As the log's text has it.
        const copy = JSON.parse(JSON.stringify(effect)) as typeof effect;
        rows.set(key, {
          key,
          actor,
          position,
          effect: copy,
          correlation,
          due,
          attempts: 0,
          lastError: null,
          worker: null,
          freeAt: 0,
        });
        ofActor.set(name, (ofActor.get(name) ?? new Set()).add(key));
      }
    },
    claim: (
      worker: string,
      until: number,
      limit: number,
      fits: (row: Row) => boolean,
    ): readonly EffectLease[] => {
      const found = [...rows.values()].filter(fits).sort((one, other) => one.due - other.due);
      return found.slice(0, limit).map((row) => {
        row.worker = worker;
        row.freeAt = until;
        return { ...shown(row), worker };
      });
    },
    renew: async (key: string, worker: string, until: number) => {
      const row = held(key, worker);
      if (row) row.freeAt = until;
      return row !== undefined;
    },
    done: async (key: string, worker: string) => {
      const row = held(key, worker);
      if (row) remove(row);
      return row !== undefined;
    },
    release: async (key: string, worker: string, at: number, error?: string) => {
      const row = held(key, worker);
      if (!row) return false;
      row.worker = null;
      row.freeAt = at;
      if (error !== undefined) {
        row.attempts += 1;
        row.lastError = error;
      }
      return true;
    },
  };
}
