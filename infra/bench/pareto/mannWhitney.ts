import { ranks } from '../ranks.ts';

export type MannWhitney = {
  /** Chance that one of the first is larger than one of the second, ties counted half (Vargha and Delaney 2000): 0.5 is no difference. */
  readonly a12: number;
  /** Two-sided, by the normal approximation with the correction for ties and for continuity (Mann and Whitney 1947). 1 where all are equal. */
  readonly p: number;
};

/** Two samples of at least one value each, compared by ranks. */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney {
  const [n, m] = [first.length, second.length];
  const all = ranks([...first, ...second]);
  const u = all.slice(0, n).reduce((sum, rank) => sum + rank, 0) - (n * (n + 1)) / 2;
  const total = n + m;
  const ties = [...Map.groupBy(all, (rank) => rank).values()].reduce(
    (sum, { length }) => sum + length ** 3 - length,
    0,
  );
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / deviation;
  return { a12: u / (n * m), p: deviation === 0 ? 1 : twoSided(z) };
}

/** Chance of a standard normal beyond ±z: 2 (1 - Φ(z)), the complementary error function by Chebyshev fit (Numerical Recipes 6.2; relative error below 1.2e-7). */
function twoSided(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  return Math.min(1, t * Math.exp(terms.reduceRight((sum, term) => term + t * sum, 0) - x * x));
}
