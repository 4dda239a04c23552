import { createHash } from 'node:crypto';
import type {
  EffectLease,
  EffectQueue,
  PendingEffect,
  TimerQueue,
} from '../../../events/substrate/effects.ts';
import type { Checkpoints } from './checkpoint.ts';
import type { Asked, PendingIndex } from './pendingIndex.ts';
import type { Register } from './register.ts';

/** Who works on an effect. It stays, also when it is done, until a checkpoint stands behind the effect. */
export type Claim = {
  /** Where the commit stands that asked for the effect. */
  readonly position: number;
  readonly worker: string | null;
  readonly freeAt: number;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly done?: true;
};

const FREE: Claim = { position: 0, worker: null, freeAt: 0, attempts: 0, lastError: null };

const keyOf = (effect: string): string => `effect.${effect}`;

function shown(
  { key, actor, position, effect, correlation }: Asked,
  { attempts, lastError }: Claim,
): PendingEffect {
  return { key, actor, position, effect, correlation, attempts, lastError };
}

/** A number in [0, 1) from a name. */
const spread = (name: string): number => createHash('sha256').update(name).digest().readUInt32LE(0) / 2 ** 32;

/**
 * Claims effects and timers of the index. A claim is one entry in a register, written at the revision that was read: of two workers
 * one gets it, the other goes on to the next.
 */
export function natsClaims(
  index: PendingIndex,
  register: Register<Claim>,
  checkpoints: Checkpoints,
): { readonly effects: EffectQueue; readonly timers: TimerQueue } {
  const claimOf = ({ key }: Asked): Claim => register.get(keyOf(key))?.value ?? FREE;
  const waits = (one: Asked): Claim | null => {
    const claim = claimOf(one);
    if (claim.done) index.remove(one.key);
    return claim.done ? null : claim;
  };

  const take = async (
    one: Asked,
    worker: string,
    now: number,
    until: number,
  ): Promise<EffectLease | null> => {
    const known = register.get(keyOf(one.key));
    const before = known?.value ?? FREE;
    // Somebody may have taken it since the candidates were listed.
    if (before.done || before.freeAt > now) return null;
    const claim: Claim = { ...before, position: one.position, worker, freeAt: until };
    const written = await register.write(keyOf(one.key), claim, known?.revision ?? 0);
    if (written === null || index.get(one.key) === null) return null;
    return { ...shown(one, before), worker };
  };

  const claim = async (
    candidates: readonly Asked[],
    worker: string,
    { now, until, limit }: { readonly now: number; readonly until: number; readonly limit: number },
  ): Promise<readonly EffectLease[]> => {
    const taken: EffectLease[] = [];
    let left = candidates;
    while (left.length > 0 && taken.length < limit) {
      const tried = left.slice(0, limit - taken.length);
      left = left.slice(tried.length);
      const unclaimed = new Set(tried.filter(({ key }) => register.get(keyOf(key)) === null));
      const won = await Promise.all(tried.map((one) => take(one, worker, now, until)));
      // That there was no claim may mean that it was done, and the claim deleted, before this process heard of it.
      const over = await checkpoints.finished(tried.filter((one, at) => won[at] && unclaimed.has(one)));
      for (const key of over) index.remove(key);
      taken.push(...won.filter((lease): lease is EffectLease => lease !== null && !over.has(lease.key)));
      // Others are at the same place: each goes on somewhere else.
      if (won.includes(null) && left.length > limit) {
        const at = Math.floor(spread(worker) * left.length);
        left = [...left.slice(at), ...left.slice(0, at)];
      }
    }
    return taken;
  };

  /** Changes a claim this worker holds; false when it was lost, or the effect has ended. */
  const change = async (key: string, worker: string, next: (held: Claim) => Claim): Promise<boolean> => {
    await index.ownKnown();
    const held = register.get(keyOf(key)) ?? (await register.fetch(keyOf(key)));
    if (held?.value.worker !== worker || held.value.done || index.get(key) === null) return false;
    return (await register.write(keyOf(key), next(held.value), held.revision)) !== null;
  };
  const done = async (key: string, worker: string): Promise<boolean> => {
    const ended = await change(key, worker, (held) => ({ ...held, worker: null, done: true }));
    if (ended) index.remove(key);
    return ended;
  };
  const release = (key: string, worker: string, at: number, error?: string): Promise<boolean> =>
    change(key, worker, ({ position, attempts, lastError }) => ({
      position,
      worker: null,
      freeAt: at,
      attempts: error === undefined ? attempts : attempts + 1,
      lastError: error ?? lastError,
    }));
  const everything = async (): Promise<void> => {
    await Promise.all([index.allKnown(), register.caughtUp()]);
  };

  return {
    effects: {
      claim: async ({ worker, names, now, leaseMs, limit }) => {
        await index.ownKnown();
        const wanted = new Set(names);
        const free: Asked[] = [];
        for (const one of index.asked()) {
          if (one.due !== null || !wanted.has(one.effect.name)) continue;
          const held = waits(one);
          if (held && held.freeAt <= now) free.push(one);
        }
        return claim(free, worker, { now, until: now + leaseMs, limit });
      },
      renew: (key, worker, until) => change(key, worker, (held) => ({ ...held, freeAt: until })),
      done,
      release,
      pending: async () => {
        await everything();
        return [...index.asked()].flatMap((one) => {
          const held = one.due === null ? waits(one) : null;
          return held ? [{ ...shown(one, held), worker: held.worker, leaseUntil: held.freeAt }] : [];
        });
      },
    },
    timers: {
      claim: async (worker, now, leaseMs, limit) => {
        await index.ownKnown();
        const due: Asked[] = [];
        for (const one of index.asked()) {
          if (one.due === null || one.due > now) continue;
          const held = waits(one);
          if (held && held.freeAt <= now) due.push(one);
        }
        due.sort((a, b) => a.due! - b.due!);
        return claim(due, worker, { now, until: now + leaseMs, limit });
      },
      done,
      release,
      next: async () => {
        await everything();
        let least: number | null = null;
        for (const one of index.asked()) {
          const held = one.due === null ? null : waits(one);
          if (held) least = Math.min(least ?? Infinity, Math.max(one.due!, held.freeAt));
        }
        return least;
      },
    },
  };
}
