import type { Random } from '../random.ts';
import type { Bounds } from './real.ts';
import type { Genome } from './variation.ts';

/** Below it two values are the same one. */
const SAME = 1e-14;

export type SimulatedBinaryOptions = {
  /** Large: children near their parents. */
  readonly eta: number;
  /** Chance that two parents are crossed at all. */
  readonly chance: number;
  /** Chance of each value of theirs. */
  readonly perValue: number;
};

/**
 * Simulated binary crossover within bounds (Deb and Agrawal 1995; bounded as in Deb's own code): children lie about their parents as those of one-point
 * crossover of bit strings would, spread by 1/`eta`; which child gets the lower one is a coin toss.
 */
export function simulatedBinary(
  a: Genome,
  b: Genome,
  { lower, upper }: Bounds,
  { eta, chance, perValue }: SimulatedBinaryOptions,
  random: Random,
): readonly [Genome, Genome] {
  if (random.uniform() >= chance) return [a, b];
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < left.length; at += 1) {
    if (random.uniform() >= perValue) continue;
    const [low, high] = a[at]! < b[at]! ? [a[at]!, b[at]!] : [b[at]!, a[at]!];
    const between = high - low;
    if (between <= SAME) continue;
    const share = random.uniform();
    const under = spread(share, 1 + (2 * (low - lower[at]!)) / between, eta);
    const over = spread(share, 1 + (2 * (upper[at]! - high)) / between, eta);
    const lowChild = Math.max(lower[at]!, (low + high - under * between) / 2);
    const highChild = Math.min(upper[at]!, (low + high + over * between) / 2);
    const swap = random.uniform() < 0.5;
    left[at] = swap ? highChild : lowChild;
    right[at] = swap ? lowChild : highChild;
  }
  return [left, right];
}

/** How far the children lie apart, as a multiple of the parents' distance, so that no more than `room` of it is used. */
function spread(share: number, room: number, eta: number): number {
  const alpha = 2 - power(room, -(eta + 1));
  const inside = share * alpha;
  return inside <= 1 ? power(inside, 1 / (eta + 1)) : power(1 / (2 - inside), 1 / (eta + 1));
}

/** Powers in this form are the same in every Node version. */
function power(base: number, exponent: number): number {
  return Math.exp(exponent * Math.log(base));
}
