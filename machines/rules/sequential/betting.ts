import { paired } from './pairs.ts';
import type { Waiting } from './pairs.ts';
import type { SequentialTest } from './sequentialTest.ts';

export type BettingState = {
  /** Observations of both sides. */
  readonly seen: number;
  /** Differences that were bet on. */
  readonly pairs: number;
  readonly waiting: Waiting;
  /** What each stake has come to, bet on a larger difference; the largest bet first. */
  readonly greater: readonly number[];
  /** The same, bet on a smaller one. */
  readonly less: readonly number[];
};

export type BettingParameters = {
  /** The difference treatment - control that is tested, in (-1, 1). 0: they are equal; -.02: treatment is worse by 2 points. */
  readonly against: number;
};

/** Bets as shares of the largest allowed, a factor of 1.5 apart: from differences seen within ten pairs to those that take 100,000. */
const BETS: readonly number[] = Array.from({ length: 12 }).reduce<readonly number[]>(
  (bets) => [...bets, bets.at(-1)! / 1.5],
  [0.9],
);
/** Four times the stake on bets from .03 to .3: the differences that two versions of one thing have. */
const stakes: readonly number[] = BETS.map((bet) => (bet > 0.03 && bet < 0.3 ? 4 : 1));
const allStakes = stakes.reduce((sum, stake) => sum + stake, 0);
const STAKES: readonly number[] = stakes.map((stake) => stake / allStakes);
/** Wealth is not followed beyond: it decided long ago. To throw wealth away keeps the test valid. */
const WEALTH_MAX = 1e200;

/**
 * Testing by betting (Waudby-Smith and Ramdas, JRSS B 2024, "Estimating means of bounded random variables by betting"): of the paired
 * differences d in [-1, 1], wealth_k = product of 1 + bet_k (d - against), with bets such that no factor is negative; evidence is the mean of
 * the wealths by stake. Exact at any chance and any number of observations: nothing is estimated. For 0 and 1 against 0 a product is the
 * likelihood ratio of the discordant pairs at (1 + bet) / 2 to 1/2, and the mean a mixture of binomials. No logarithm and no power is taken:
 * the state is the same on every platform.
 */
export function betting({ against }: BettingParameters): SequentialTest<BettingState> {
  if (!(against > -1 && against < 1))
    throw new RangeError(`a difference to test against lies in (-1, 1), not ${against}`);
  const after = (wealths: readonly number[], gain: number): readonly number[] =>
    wealths.map((wealth, at) => Math.min(WEALTH_MAX, wealth * (1 + BETS[at]! * gain)));
  return {
    initial: () => ({ seen: 0, pairs: 0, waiting: null, greater: STAKES, less: STAKES }),
    step(state, observation) {
      const { waiting, difference } = paired(state.waiting, observation, state.seen);
      const seen = state.seen + 1;
      const { pairs, greater, less } = state;
      if (difference === null) return { seen, pairs, waiting, greater, less };
      const gain = difference - against;
      if (gain === 0) return { seen, pairs: pairs + 1, waiting, greater, less };
      return {
        seen,
        pairs: pairs + 1,
        waiting,
        greater: after(greater, gain / (1 + against)),
        less: after(less, -gain / (1 - against)),
      };
    },
    evidence(state) {
      const [greater, less] = [sum(state.greater), sum(state.less)];
      return { greater, less, either: (greater + less) / 2 };
    },
  };
}

function sum(wealths: readonly number[]): number {
  return wealths.reduce((total, wealth) => total + wealth, 0);
}
