import type { Choosing } from '../../../events/choosing.ts';
import { adwin } from '../drift/adwin.ts';
import type { AdwinState } from '../drift/adwin.ts';
import { PRIOR, updated } from './posterior.ts';
import type { Posterior } from './posterior.ts';

/** Sizes of buckets of a detector of rewards: its window holds 315 at most, in some hundred bytes of an actor's state. */
const ROWS = 6;

/** What is known of arms: posteriors, and where rewards are watched a detector per arm that was rewarded. Plain JSON. */
export type KnownArms = {
  readonly posteriors: Readonly<Record<string, Posterior>>;
  readonly watched?: Readonly<Record<string, AdwinState>> | undefined;
};

/**
 * What is known of every arm after a reward in [0, 1] of one, and whether that made all begin anew. `plain` is the sum of rewards; `discounted` the
 * fold of `discounting`, `drift_reset` that of `driftReset` (Raj and Kalyani; Besson, Kaufmann et al.) over posteriors by name; no power or logarithm
 * of theirs enters a posterior, so it is the same on every platform.
 */
export function afterReward(
  { posteriors, watched }: KnownArms,
  arm: string,
  reward: number,
  choosing: Choosing = { learner: 'plain' },
): KnownArms & { readonly reset: boolean } {
  if (choosing.learner === 'plain')
    return { posteriors: { ...posteriors, [arm]: updated(posteriors[arm] ?? PRIOR, reward) }, reset: false };
  if (choosing.learner === 'discounted') {
    const faded = everyArm(posteriors, ({ alpha, beta }) => ({
      alpha: PRIOR.alpha + choosing.gamma * (alpha - PRIOR.alpha),
      beta: PRIOR.beta + choosing.gamma * (beta - PRIOR.beta),
    }));
    return { posteriors: { ...faded, [arm]: updated(faded[arm] ?? PRIOR, reward) }, reset: false };
  }
  const detector = adwin({ clock: 1, delta: choosing.delta, rows: ROWS });
  const seen = detector.step(watched?.[arm] ?? detector.initial(null), reward);
  if (seen.alarm) return { posteriors: everyArm(posteriors, () => PRIOR), watched: {}, reset: true };
  return {
    posteriors: { ...posteriors, [arm]: updated(posteriors[arm] ?? PRIOR, reward) },
    watched: { ...watched, [arm]: seen },
    reset: false,
  };
}

function everyArm(
  posteriors: Readonly<Record<string, Posterior>>,
  of: (posterior: Posterior) => Posterior,
): Readonly<Record<string, Posterior>> {
  return Object.fromEntries(Object.entries(posteriors).map(([name, posterior]) => [name, of(posterior)]));
}
