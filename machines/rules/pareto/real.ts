import { polynomial } from './polynomial.ts';
import type { PolynomialOptions } from './polynomial.ts';
import { simulatedBinary } from './simulatedBinary.ts';
import type { SimulatedBinaryOptions } from './simulatedBinary.ts';
import type { Variation } from './variation.ts';

/** Smallest and largest value at each place of a genome. */
export type Bounds = { readonly lower: readonly number[]; readonly upper: readonly number[] };

/** pymoo 0.6's defaults. */
const CROSSING: SimulatedBinaryOptions = { eta: 15, chance: 0.9, perValue: 0.5 };
const MUTATION = { eta: 20, chance: 0.9 } as const;

/** Genomes of real numbers between bounds: simulated binary crossover, polynomial mutation of one value on average. Throws where bounds are none. */
export function real(
  bounds: Bounds,
  crossing: SimulatedBinaryOptions = CROSSING,
  mutation: Omit<PolynomialOptions, 'perValue'> = MUTATION,
): Variation {
  const { lower, upper } = bounds;
  const wrong = lower.findIndex((low, at) => !(low <= upper[at]!));
  if (lower.length !== upper.length || lower.length === 0 || wrong >= 0) {
    throw new RangeError(
      `real: ${lower.length} lower and ${upper.length} upper bounds, the first that do not fit at ${wrong}; give each value both, the lower first`,
    );
  }
  const perValue = Math.min(0.5, 1 / lower.length);
  return {
    sample: (random) => lower.map((low, at) => low + (upper[at]! - low) * random.uniform()),
    cross: (a, b, random) => simulatedBinary(a, b, bounds, crossing, random),
    mutate: (genome, random) => polynomial(genome, bounds, { ...mutation, perValue }, random),
  };
}
