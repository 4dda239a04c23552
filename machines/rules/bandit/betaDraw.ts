import type { Random } from '../random.ts';
import type { Posterior } from './posterior.ts';

/** One draw from Beta(alpha, beta) by two gamma draws. */
export function betaDraw(posterior: Posterior, random: Random): number {
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
