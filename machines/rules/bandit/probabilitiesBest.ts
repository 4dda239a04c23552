import type { Posterior } from './posterior.ts';

const CELLS = 2048;
/** ln x and ln(1 − x) at the midpoints of the cells. */
const midpoints = Array.from({ length: CELLS }, (_, cell) => (cell + 0.5) / CELLS);
const LOGS = Float64Array.from(midpoints, (x) => Math.log(x));
const LOGS_OF_REST = Float64Array.from(midpoints, (x) => Math.log1p(-x));

/** P(arm has the largest chance of success) for each arm: ∫ pdf_i ∏ cdf_j, on a grid of midpoints. Sums to 1. */
export function probabilitiesBest(arms: readonly Posterior[]): readonly number[] {
  const masses = arms.map(cellMasses);
  const below = new Float64Array(arms.length);
  const best = new Float64Array(arms.length);
  const beaten = new Float64Array(arms.length);
  for (let cell = 0; cell < CELLS; cell += 1) {
    // Ties within a cell are split by counting half of the rival's mass in it.
    for (let j = 0; j < arms.length; j += 1) beaten[j] = below[j]! + 0.5 * masses[j]![cell]!;
    for (let i = 0; i < arms.length; i += 1) {
      let product = masses[i]![cell]!;
      for (let j = 0; j < arms.length; j += 1) if (j !== i) product *= beaten[j]!;
      best[i]! += product;
    }
    for (let j = 0; j < arms.length; j += 1) below[j]! += masses[j]![cell]!;
  }
  const total = best.reduce((sum, value) => sum + value, 0);
  return Array.from(best, (value) => value / total);
}

function cellMasses({ alpha, beta }: Posterior): Float64Array {
  const masses = new Float64Array(CELLS);
  let peak = -Infinity;
  for (let cell = 0; cell < CELLS; cell += 1) {
    const log = (alpha - 1) * LOGS[cell]! + (beta - 1) * LOGS_OF_REST[cell]!;
    masses[cell] = log;
    if (log > peak) peak = log;
  }
  let total = 0;
  for (let cell = 0; cell < CELLS; cell += 1) {
    masses[cell] = Math.exp(masses[cell]! - peak);
    total += masses[cell]!;
  }
  for (let cell = 0; cell < CELLS; cell += 1) masses[cell]! /= total;
  return masses;
}
