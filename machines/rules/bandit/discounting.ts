import type { Learner } from './learner.ts';
import { PRIOR, updated } from './posterior.ts';

/** Rewards and missed rewards of an arm as of step `at`, the older ones worth less. */
type Faded = { readonly won: number; readonly lost: number; readonly at: number };
/** Steps so far, of all arms together, and what each arm has. Plain JSON. */
export type Discounted = { readonly n: number; readonly arms: { readonly [arm: string]: Faded } };

/**
 * Discounted Thompson sampling (Raj and Kalyani, arXiv 1707.09727): at every step everything known of every arm is worth `gamma` times as
 * much, so an arm not tried for long returns to its prior: Beta(1 + won, 1 + lost), won = sum of gamma^age r. About 1 / (1 − gamma) steps
 * count. For worlds that move; in one that stays, what is forgotten is paid for by trying again.
 */
export function discounting(gamma: number): Learner<Discounted> {
  if (!(gamma > 0 && gamma <= 1)) throw new RangeError(`bandit: gamma is ${gamma}, it lies in (0, 1]`);
  const rate = Math.log(gamma);
  const faded = (arm: Faded | undefined, n: number): Faded => {
    if (!arm) return { won: 0, lost: 0, at: n };
    const worth = Math.exp(rate * (n - arm.at));
    return { won: arm.won * worth, lost: arm.lost * worth, at: n };
  };
  return {
    initial: () => ({ n: 0, arms: {} }),
    step({ n, arms }, name, reward) {
      const { won, lost } = faded(arms[name], n + 1);
      const { alpha, beta } = updated({ alpha: won, beta: lost }, reward);
      return { n: n + 1, arms: { ...arms, [name]: { won: alpha, lost: beta, at: n + 1 } } };
    },
    posterior({ n, arms }, name) {
      const { won, lost } = faded(arms[name], n);
      return { name, alpha: PRIOR.alpha + won, beta: PRIOR.beta + lost };
    },
  };
}
