import type { Random } from '../random.ts';
import type { Genome, Variation } from './variation.ts';

/** pymoo 0.6's default chance that two parents are crossed. */
const CROSSING = 0.9;

/** Genomes of `bits` zeros and ones: two-point crossover, and each bit flipped with a chance of 1/`bits` (pymoo 0.6's defaults). Throws without a bit. */
export function binary(bits: number): Variation {
  if (!Number.isInteger(bits) || bits < 1) {
    throw new RangeError(`binary: a genome of ${bits} bits; give it at least one`);
  }
  const flips = Math.min(0.5, 1 / bits);
  return {
    sample: (random) => Array.from({ length: bits }, () => (random.uniform() < 0.5 ? 0 : 1)),
    cross: (a, b, random) => (random.uniform() < CROSSING ? twoPoint(a, b, random) : [a, b]),
    mutate: (genome, random) => genome.map((bit) => (random.uniform() < flips ? 1 - bit : bit)),
  };
}

/** What lies between two cuts changes sides; a genome too short for two inner cuts is not cut. */
function twoPoint(a: Genome, b: Genome, random: Random): readonly [Genome, Genome] {
  const inner = a.length - 1;
  if (inner < 2) return [a, b];
  const one = 1 + Math.floor(random.uniform() * inner);
  const drawn = 1 + Math.floor(random.uniform() * (inner - 1));
  const other = drawn < one ? drawn : drawn + 1;
  const [from, to] = one < other ? [one, other] : [other, one];
  return [
    [...a.slice(0, from), ...b.slice(from, to), ...a.slice(to)],
    [...b.slice(0, from), ...a.slice(from, to), ...b.slice(to)],
  ];
}
