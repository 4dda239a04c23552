import { randomFrom } from './random.ts';
import type { Random } from './random.ts';

/** Beta(alpha, beta) over an arm's chance of success (SPEC E8); Beta(1, 1) before any evidence. */
export type Posterior = { readonly alpha: number; readonly beta: number };
export type Arm = Posterior & { readonly name: string };

export const PRIOR: Posterior = { alpha: 1, beta: 1 };
/** No arm is chosen less often than this (DESIGN 9). */
export const PROPENSITY_FLOOR = 0.01;
/** Above this many arms propensities are not computed (DESIGN 9). */
export const ARMS_MAX = 10;

/** After a reward r in [0, 1]: alpha + r, beta + 1 − r (SPEC E8). */
export function updated(posterior: Posterior, reward: number): Posterior {
  if (!(reward >= 0 && reward <= 1)) throw new RangeError(`bandit: reward is ${reward}, it lies in [0, 1]`);
  return { alpha: posterior.alpha + reward, beta: posterior.beta + (1 - reward) };
}

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

/** P(arm has the largest chance of success) for each arm: ∫ pdf_i ∏ cdf_j, on a grid of midpoints. Sums to 1. */
export function probabilitiesBest(arms: readonly Posterior[]): readonly number[] {
  const cells = 2048;
  const masses = arms.map((arm) => cellMasses(arm, cells));
  const below = arms.map(() => 0);
  const best = arms.map(() => 0);
  for (let cell = 0; cell < cells; cell += 1) {
    for (let i = 0; i < arms.length; i += 1) {
      let product = masses[i]![cell]!;
      // Ties within a cell are split by counting half of the rival's mass in it.
      for (let j = 0; j < arms.length; j += 1) if (j !== i) product *= below[j]! + 0.5 * masses[j]![cell]!;
      best[i]! += product;
    }
    for (let j = 0; j < arms.length; j += 1) below[j]! += masses[j]![cell]!;
  }
  const total = best.reduce((sum, value) => sum + value, 0);
  return best.map((value) => value / total);
}

function cellMasses(posterior: Posterior, cells: number): Float64Array {
  const masses = new Float64Array(cells);
  const logs = Float64Array.from({ length: cells }, (_, cell) => {
    const x = (cell + 0.5) / cells;
    return (posterior.alpha - 1) * Math.log(x) + (posterior.beta - 1) * Math.log1p(-x);
  });
  const peak = logs.reduce((max, value) => Math.max(max, value), -Infinity);
  let total = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    masses[cell] = Math.exp(logs[cell]! - peak);
    total += masses[cell]!;
  }
  for (let cell = 0; cell < cells; cell += 1) masses[cell]! /= total;
  return masses;
}

/** One draw from Beta(alpha, beta) by two gamma draws. */
function betaDraw(posterior: Posterior, random: Random): number {
  const a = gammaDraw(posterior.alpha, random);
  const b = gammaDraw(posterior.beta, random);
  return a / (a + b);
}

/** Gamma(shape, 1) by Marsaglia and Tsang (2000); below shape 1 by boosting. */
function gammaDraw(shape: number, random: Random): number {
  if (shape < 1) {
    // Not a fractional power: those differ between Node versions (law 2).
    return gammaDraw(shape + 1, random) * Math.exp(Math.log(1 - random.uniform()) / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = 1 - random.uniform();
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
