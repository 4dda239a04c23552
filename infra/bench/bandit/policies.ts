import { bernoulliKl } from '../../../machines/rules/bandit/bernoulliKl.ts';
import { drawnArm } from '../../../machines/rules/bandit/chooseArm.ts';
import type { Learner } from '../../../machines/rules/bandit/learner.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { klUpperBound } from './klUpperBound.ts';

/** Chooses at request t, counted from 0, and learns from the reward. */
export type Policy = {
  choose(t: number): number;
  learn(arm: number, reward: number): void;
};
export type PolicyOf = (arms: number, seed: number) => Policy;

/** Thompson sampling as the product draws; `restarts` says at which requests it is told that the world moved: the oracle's. */
export function thompson<State>(
  learner: Learner<State>,
  floor: number,
  restarts: (t: number) => boolean = () => false,
): PolicyOf {
  return (arms, seed) => {
    const names = Array.from({ length: arms }, (_, index) => `arm ${index}`);
    const random = randomFrom(deriveSeed(seed, 'choices'));
    let state = learner.initial();
    return {
      choose(t) {
        if (restarts(t)) state = learner.initial();
        return drawnArm(
          names.map((name) => learner.posterior(state, name)),
          random,
          floor,
        );
      },
      learn(arm, reward) {
        state = learner.step(state, names[arm]!, reward);
      },
    };
  };
}

/** Of an arm at request t; an index known to be below `largest` need not be worked out. */
type Index = (mean: number, n: number, t: number, largest: number) => number;

/** A reference that takes the arm of the largest index; each arm once first. */
function indexed(index: Index): PolicyOf {
  return (arms) => {
    const n = new Float64Array(arms);
    const sums = new Float64Array(arms);
    return {
      choose(t) {
        if (t < arms) return t;
        let best = 0;
        let largest = -Infinity;
        for (let arm = 0; arm < arms; arm += 1) {
          const value = index(sums[arm]! / n[arm]!, n[arm]!, t, largest);
          if (value > largest) [best, largest] = [arm, value];
        }
        return best;
      },
      learn(arm, reward) {
        n[arm]! += 1;
        sums[arm]! += reward;
      },
    };
  };
}

/** UCB1 (Auer, Cesa-Bianchi and Fischer, 2002): mean + sqrt(2 ln t / n). */
export const ucb1: PolicyOf = indexed((mean, n, t) => mean + Math.sqrt((2 * Math.log(t)) / n));

/** KL-UCB (Garivier and Cappé, 2011) with c = 0: the largest q with n kl(mean, q) <= ln t. */
export const klUcb: PolicyOf = indexed((mean, n, t, largest) => {
  const budget = Math.log(t) / n;
  if (largest > mean && bernoulliKl(mean, largest) > budget) return -Infinity;
  return klUpperBound(mean, budget);
});
