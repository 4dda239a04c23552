import type { Random } from '../random.ts';
import type { Bounds } from './real.ts';
import type { Genome } from './variation.ts';

export type PolynomialOptions = {
  /** Large: small steps. */
  readonly eta: number;
  /** Chance that a genome is mutated at all. */
  readonly chance: number;
  /** Chance of each value of it. */
  readonly perValue: number;
};

/** Polynomial mutation within bounds (Deb and Goyal 1996; bounded as in Deb's own code): each value that is hit moves by a share of its range, small steps likelier. */
export function polynomial(
  genome: Genome,
  { lower, upper }: Bounds,
  { eta, chance, perValue }: PolynomialOptions,
  random: Random,
): Genome {
  if (random.uniform() >= chance) return genome;
  const mutant = [...genome];
  for (let at = 0; at < mutant.length; at += 1) {
    if (random.uniform() >= perValue) continue;
    const [low, high] = [lower[at]!, upper[at]!];
    const range = high - low;
    if (range <= 0) continue;
    const moved = mutant[at]! + range * step(random.uniform(), (mutant[at]! - low) / range, eta);
    mutant[at] = Math.min(high, Math.max(low, moved));
  }
  return mutant;
}

/** In [-1, 1]: down for the lower half of `share`, up for the upper; `place` of the value between its bounds, 0 to 1. */
function step(share: number, place: number, eta: number): number {
  const down = share <= 0.5;
  const tail = Math.exp((eta + 1) * Math.log(down ? 1 - place : place));
  const kept = down ? 2 * share + (1 - 2 * share) * tail : 2 * (1 - share) + (2 * share - 1) * tail;
  const size = 1 - Math.exp(Math.log(kept) / (eta + 1));
  return down ? -size : size;
}
