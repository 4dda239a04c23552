import { betting } from './betting.ts';
import type { BettingState } from './betting.ts';
import { decides } from './sequentialTest.ts';
import type { SequentialTest } from './sequentialTest.ts';

export type GuardParameters = {
  /** By so much the treatment may be worse, in [0, 1), in units of the metric. */
  readonly margin: number;
  readonly better: 'more' | 'less';
};

/** `safe`: not worse by the margin; `harmed`: worse by more than it; `open`: neither is shown. */
export type GuardVerdict = 'safe' | 'harmed' | 'open';

export type Guard = {
  readonly test: SequentialTest<BettingState>;
  readonly verdict: (state: BettingState, alpha: number) => GuardVerdict;
};

/**
 * Non-inferiority as the same test against a margin: `safe` rejects "worse by the margin or more", `harmed` rejects "worse by the margin or
 * less"; each is said wrongly with a chance of at most alpha, looked at as often as one likes.
 */
export function guard({ margin, better }: GuardParameters): Guard {
  if (!(margin >= 0 && margin < 1)) throw new RangeError(`a margin lies in [0, 1), not ${margin}`);
  const test = betting({ against: better === 'more' ? -margin : margin });
  const [safe, harmed] = better === 'more' ? (['greater', 'less'] as const) : (['less', 'greater'] as const);
  return {
    test,
    verdict(state, alpha) {
      const evidence = test.evidence(state);
      // Harm first: who is wrong about safety pays more.
      if (decides(evidence, harmed, alpha)) return 'harmed';
      return decides(evidence, safe, alpha) ? 'safe' : 'open';
    },
  };
}
