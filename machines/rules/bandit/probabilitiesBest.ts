import type { Posterior } from './posterior.ts';

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
