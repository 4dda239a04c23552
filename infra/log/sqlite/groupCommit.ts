import type { Database } from './database.ts';
import { type FailureKind, LogFailure } from '../failure.ts';
import { isBusy } from './patience.ts';
import type { Writes } from './writes.ts';

/** One write: the name of a function of `writes.ts` and its arguments. */
export type Request = { [K in keyof Writes]: readonly [K, ...Parameters<Writes[K]>] }[keyof Writes];
/** What it gave, or why it failed. A plain value, because it crosses threads. */
export type Reply = { readonly value: unknown } | { readonly kind: FailureKind; readonly message: string };

/**
 * Writes a group in one transaction, in order. Writes check before they change anything, so a conflict is a value and hurts
 * nobody. `busy`: another process holds the lock, nothing happened. `apart`: the group as a whole failed (a full disk) and
 * was undone; each request must be tried alone, so that every caller gets its own answer.
 */
export function groupCommit(db: Database, writes: Writes) {
  const perform = ([name, ...given]: Request): Reply => {
    const write = writes[name] as (...given: unknown[]) => unknown;
    return { value: write(...given) };
  };
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');

  return (requests: readonly Request[]): readonly Reply[] | 'busy' | 'apart' => {
    try {
      begin.run();
      const replies = requests.map(perform);
      end.run();
      return replies;
    } catch (error) {
      if (db.inTransaction()) db.exec('ROLLBACK');
      if (isBusy(error)) return 'busy';
      return requests.length === 1 ? [failed(error)] : 'apart';
    }
  };
}

export function failed(error: unknown): Reply {
  const kind = error instanceof LogFailure ? error.kind : 'other';
  return { kind, message: error instanceof Error ? error.message : String(error) };
}
