import type { ActorRef, Effect } from '../commit.ts';

/** A pending effect: an index row of the log (DESIGN 6). Every commit's effects appear here with the append itself. */
export type PendingEffect = {
  /** `<commit id>.<index>`; also the command id of the result. */
  readonly key: string;
  readonly actor: ActorRef;
  readonly position: number;
  readonly effect: Effect;
  readonly correlation: string;
  readonly attempts: number;
  readonly lastError: string | null;
};

export type EffectLease = PendingEffect & { readonly worker: string };

export type EffectClaim = {
  readonly worker: string;
  /** Only effects this worker has an engine for. */
  readonly names: readonly string[];
  /** ms since the epoch; leases and delays are compared with it. */
  readonly now: number;
  readonly leaseMs: number;
  readonly limit: number;
};

export interface EffectQueue {
  /** Oldest first, effects (not timers) that are free, delayed until `now` at most, or whose lease expired. */
  claim(claim: EffectClaim): Promise<readonly EffectLease[]>;
  /** Prolongs a lease to `until` (ms). False when it was lost or the effect was ended. */
  renew(key: string, worker: string, until: number): Promise<boolean>;
  /** The result is committed, or nothing had to be. False when the lease was lost or the effect already ended. */
  done(key: string, worker: string): Promise<boolean>;
  /** Hands the effect back, claimable from `at` (ms); counts an attempt when `error` is given. */
  release(key: string, worker: string, at: number, error?: string): Promise<boolean>;
  /** All pending effects, oldest first (not timers). */
  pending(): Promise<
    readonly (PendingEffect & { readonly worker: string | null; readonly leaseUntil: number })[]
  >;
}

export interface TimerQueue {
  /** Timers due at `now` (ms) that are free or whose lease expired. `done` and `release` work as for effects. */
  claim(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly EffectLease[]>;
  done(key: string, worker: string): Promise<boolean>;
  release(key: string, worker: string, at: number, error?: string): Promise<boolean>;
  /** When the next timer is due (ms), or null. */
  next(): Promise<number | null>;
}
