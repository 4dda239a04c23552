import type { Sampled } from './bestArm.ts';
import { oracleWeights } from './oracleWeights.ts';

/** The shares track-and-stop aims at: the oracle's for the means as they look now, one success and one failure added to each. */
export function aimedShares(arms: readonly Sampled[]): readonly number[] {
  const { weights, samples } = oracleWeights(arms.map(({ n, sum }) => (sum + 1) / (n + 2)));
  return samples === Infinity ? arms.map(() => 1 / arms.length) : weights;
}

/**
 * The arm to sample next, by its place: track-and-stop with direct tracking. An arm with fewer than sqrt(t) − K/2 samples comes first, the
 * least sampled of them, so one that appears catches up; else the one that is furthest behind its share.
 */
export function nextSample(arms: readonly Sampled[], shares = aimedShares(arms)): number {
  const t = arms.reduce((sum, { n }) => sum + n, 0);
  const least = Math.min(...arms.map(({ n }) => n));
  if (least < Math.sqrt(t) - arms.length / 2 || least === 0) return arms.findIndex(({ n }) => n === least);
  const behind = arms.map(({ n }, index) => t * shares[index]! - n);
  return behind.indexOf(Math.max(...behind));
}
