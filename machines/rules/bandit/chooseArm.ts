import { randomFrom } from '../random.ts';
import type { Random } from '../random.ts';
import { betaDraw } from './betaDraw.ts';
import type { Arm, Posterior } from './posterior.ts';
import { probabilitiesBest } from './probabilitiesBest.ts';

/** No arm is chosen less often than this (DESIGN 9). */
export const PROPENSITY_FLOOR = 0.01;
/** Above this many arms propensities are not computed (DESIGN 9). */
export const ARMS_MAX = 10;

export type Choice = {
  readonly arm: string;
  readonly arms: readonly (Arm & { readonly propensity: number })[];
};

/**
 * Thompson sampling with a floor: with probability `floor` × arms uniform, else the arm whose draw from its posterior
 * is largest. The propensity of each arm is floor + (1 − floor × arms) × P(arm is best), by quadrature.
 */
export function chooseArm(arms: readonly Arm[], seed: number, floor = PROPENSITY_FLOOR): Choice {
  if (arms.length === 0) throw new RangeError('bandit: there is nothing to choose from');
  if (arms.length > ARMS_MAX)
    throw new RangeError(`bandit: ${arms.length} arms, propensities are computed up to ${ARMS_MAX}`);
  const best = probabilitiesBest(arms);
  const withPropensity = arms.map((arm, index) => ({
    ...arm,
    propensity: floor + (1 - floor * arms.length) * best[index]!,
  }));
  const index = drawnArm(arms, randomFrom(seed), floor);
  return { arm: arms[index]!.name, arms: withPropensity };
}

/** Which arm Thompson sampling with a floor takes, by its place. */
export function drawnArm(arms: readonly Posterior[], random: Random, floor = PROPENSITY_FLOOR): number {
  if (random.uniform() < floor * arms.length)
    return Math.min(arms.length - 1, Math.floor(random.uniform() * arms.length));
  const draws = arms.map((arm) => betaDraw(arm, random));
  return draws.indexOf(Math.max(...draws));
}
