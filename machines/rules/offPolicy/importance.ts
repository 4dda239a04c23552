import { estimateOf, meanOf } from './interval.ts';
import type { Estimate } from './interval.ts';
import type { Weighed } from './logged.ts';

/**
 * Inverse propensity scoring (Horvitz and Thompson 1952): the mean of weight x reward. Without bias where every action that is asked for had a
 * chance; wide where chances were small.
 */
export function ips(choices: readonly Weighed[]): Estimate {
  return meanOf(choices.map(({ weight, reward }) => weight * reward));
}

/**
 * Self-normalised (Swaminathan and Joachims, NeurIPS 2015): sum of weight x reward / sum of weights. Stays within the rewards and does not move
 * with their zero; its bias is of order 1/n. Standard error by the delta method: sqrt(sum w² (r - value)²) / sum w, with n / (n - 1), widened
 * by `unseen`.
 */
export function selfNormalised(choices: readonly Weighed[]): Estimate {
  const n = choices.length;
  const weights = choices.reduce((sum, { weight }) => sum + weight, 0);
  const value = choices.reduce((sum, { weight, reward }) => sum + weight * reward, 0) / weights;
  const squares = choices.reduce((sum, { weight, reward }) => sum + (weight * (reward - value)) ** 2, 0);
  if (n < 2) return estimateOf(value, Number.POSITIVE_INFINITY);
  return estimateOf(value, Math.sqrt((squares * n) / (n - 1) / (weights * weights) + unseen(choices, value)));
}

/**
 * Variance for what few choices have not shown: as if one effective choice more had come to the smallest reward of the log and one to the
 * largest, ((low - value)² + (high - value)²) / effective². Without it some dozen good answers pass for certainty (Agresti and Coull 1998).
 */
export function unseen(choices: readonly Weighed[], value: number): number {
  const rewards = choices.map(({ reward }) => reward);
  const low = rewards.reduce((least, reward) => Math.min(least, reward), Infinity);
  const high = rewards.reduce((most, reward) => Math.max(most, reward), -Infinity);
  return ((low - value) ** 2 + (high - value) ** 2) / effectiveSampleSize(choices) ** 2;
}

/** (Sum of weights)² / sum of their squares (Kish 1965): so many choices of the other policy's own would say as much. */
export function effectiveSampleSize(choices: readonly Weighed[]): number {
  const sum = choices.reduce((total, { weight }) => total + weight, 0);
  const squares = choices.reduce((total, { weight }) => total + weight * weight, 0);
  return squares === 0 ? 0 : (sum * sum) / squares;
}
