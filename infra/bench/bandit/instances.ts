import { bernoulliKl } from '../../../machines/rules/bandit/bernoulliKl.ts';

/** Bernoulli arms with these chances of success, in [0, 1]; simulated (law 11). */
export type Instance = { readonly name: string; readonly means: readonly number[] };

const nine = (mean: number): readonly number[] => Array.from({ length: 9 }, () => mean);

/** Few and near, many and apart, many and near, and the low ones of Garivier and Cappé (COLT 2011). */
export const instances: readonly Instance[] = [
  { name: '.20 and .25', means: [0.2, 0.25] },
  { name: '.5 and nine of .4', means: [0.5, ...nine(0.4)] },
  { name: '.5 and nine of .48', means: [0.5, ...nine(0.48)] },
  { name: '.1 and nine of .05 to .01', means: [0.1, 0.05, 0.05, 0.05, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01] },
];

/** C of Lai and Robbins (1985): regret grows like C ln T at least, sum of (best − mean) / kl(mean, best). */
export function laiRobbins(means: readonly number[]): number {
  const best = Math.max(...means);
  return means
    .filter((mean) => mean < best)
    .reduce((sum, mean) => sum + (best - mean) / bernoulliKl(mean, best), 0);
}

/** Arms that change at once, every `length` requests: the best falls, another rises unseen, both, and back. */
export const moving = {
  length: 4000,
  phases: [
    [0.7, 0.5, 0.3],
    [0.4, 0.5, 0.3],
    [0.4, 0.5, 0.8],
    [0.6, 0.5, 0.4],
    [0.3, 0.7, 0.4],
  ],
} as const;

/** The instances of Garivier and Kaufmann (COLT 2016), table 1. */
export const identification: readonly Instance[] = [
  { name: '.5 .45 .43 .4', means: [0.5, 0.45, 0.43, 0.4] },
  { name: '.3 .21 .2 .19 .18', means: [0.3, 0.21, 0.2, 0.19, 0.18] },
];
