import { randomFrom } from '../random.ts';
import { chooseArm } from './chooseArm.ts';
import type { Choice } from './chooseArm.ts';
import type { Arm } from './posterior.ts';

/** An arm with the rewards it was ever given; not from alpha + beta, which a learner that forgets makes smaller. */
export type CountedArm = Arm & { readonly pulls: number };

export type IncumbentRule = {
  /** The share of requests of the incumbent while challengers are new, in [0, 1]. */
  readonly share: number;
  /** Rewards per challenger at which the incumbent has no privilege left. */
  readonly pulls: number;
};

/** C63: 0.8; the first 1,000 requests are within the half of 500 rewards in which nothing decays yet. */
export const INCUMBENT_RULE: IncumbentRule = { share: 0.8, pulls: 500 };

/**
 * How far the incumbent is still privileged, in [0, 1]: 1 until the challengers have had half of `pulls` each, in the mean, then falling in
 * a line to 0 at `pulls`. A challenger that appears makes the mean smaller, so it is protected from as well.
 */
export function privilege(challengers: readonly CountedArm[], { pulls }: IncumbentRule): number {
  const had = challengers.reduce((sum, arm) => sum + arm.pulls, 0) / challengers.length;
  return Math.min(1, Math.max(0, 2 * (1 - had / pulls)));
}

/**
 * Thompson sampling with a traffic floor for what serves (SPEC C63, E19): at privilege v the incumbent gets share w with probability v, the
 * challengers 1 − w among themselves, and with probability 1 − v all arms are drawn alike:
 *   propensity(incumbent) = v w + (1 − v) P(incumbent), propensity(challenger) = v (1 − w) P(challenger | challengers) + (1 − v) P(challenger)
 * with the P of `chooseArm`. An incumbent that has vanished leaves plain Thompson sampling, challengers that have leave it everything.
 */
export function chooseWithIncumbent(
  arms: readonly CountedArm[],
  incumbent: string,
  seed: number,
  rule: IncumbentRule = INCUMBENT_RULE,
): Choice {
  if (!(rule.share >= 0 && rule.share <= 1) || !(rule.pulls > 0))
    throw new RangeError(
      `bandit: a share of ${rule.share} until ${rule.pulls} pulls; the share lies in [0, 1], pulls are above 0`,
    );
  const challengers = arms.filter(({ name }) => name !== incumbent);
  const random = randomFrom(seed);
  // The first numbers of a seed are correlated with the seed, and the choice below begins with them again.
  const [who, whose, next] = [random.uniform(), random.uniform(), Math.floor(random.uniform() * 2 ** 32)];
  if (challengers.length === arms.length || challengers.length === 0) return chooseArm(arms, next);
  const v = privilege(challengers, rule);
  const alike = chooseArm(arms, next);
  if (v === 0) return alike;
  const among = chooseArm(challengers, next);
  const withPropensity = arms.map((arm, index) => {
    const rest = (1 - v) * alike.arms[index]!.propensity;
    if (arm.name === incumbent) return { ...arm, propensity: v * rule.share + rest };
    const { propensity } = among.arms.find(({ name }) => name === arm.name)!;
    return { ...arm, propensity: v * (1 - rule.share) * propensity + rest };
  });
  const privileged = whose < rule.share ? incumbent : among.arm;
  return { arm: who < v ? privileged : alike.arm, arms: withPropensity };
}
