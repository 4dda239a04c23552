import { fitness } from './fitness.ts';
import type { Measured } from './measured.ts';
import { quality } from './quality.ts';

/** Seconds that one unit of fuel stands for where times must not decide (law 7): a microsecond, by declaration. */
export const SECONDS_PER_FUEL = 1e-6;

/**
 * Fitness in [0, 1] of SPEC C50 from counts alone, so that it is the same on every machine: the latency is the fuel over the suite's frozen
 * inputs at `SECONDS_PER_FUEL`. A part that was not measured counts 1; performance against the parent is 1 for the parent itself. Numbers
 * of one suite compare with each other, those of two suites do not. Null when a number is none (NaN): it ranks nowhere.
 */
export function countedFitness(
  proven: Pick<Measured, 'pass_rate' | 'coverage' | 'performance' | 'robustness' | 'fuel'>,
): number | null {
  const { pass_rate, coverage, performance, robustness, fuel } = proven;
  const parts = [pass_rate, coverage ?? 1, performance ?? 1, robustness ?? 1, fuel ?? 0];
  if (!parts.every((part) => Number.isFinite(part))) return null;
  const { value } = quality({
    passRate: pass_rate,
    coverage: coverage ?? 1,
    performance: performance ?? 1,
    robustness: robustness ?? 1,
  });
  return Math.round(fitness(value, (fuel ?? 0) * SECONDS_PER_FUEL, coverage ?? 1) * 1e6) / 1e6;
}
