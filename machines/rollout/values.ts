import type { ArmSeen } from '../../events/rolloutFacts.ts';
import type { RolloutMetric } from '../../events/rolloutRules.ts';
import type { Seen } from './commands.ts';
import type { Progress } from './context.ts';

/** So many values of the incumbent set the scale of a metric that has no bounds; none of them enters a test. */
export const SCALE_RUNS = 5;

/** Four digits are kept, so that sums of them stay short in the log: a mean moves by .00005 at most. */
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** The mean of the first values, where they are enough. */
export function scaleOf({ n, sum }: ArmSeen['fuel']): number | null {
  return n >= SCALE_RUNS ? Math.max(1, sum / n) : null;
}

/**
 * A run's value of a metric in [0, 1], as the sequential tests want it; null: it says nothing of it.
 * - quality: as judged; 0 of a run that failed, where answers are judged at all: who fails on what is hard would seem the better one.
 * - errors: 1 of a run that failed, else 0.
 * - fuel f and latency t: f / (f + f0), with f0 the incumbent's mean over its first five values. As it: .5, half as much: .33, twice as much:
 *   .67; near f0 a hundredth more is .0025 more. It has no upper end to clip, and one slow run among many weighs little.
 */
export function valueOf(
  metric: RolloutMetric,
  seen: Seen,
  { scales, arms }: Pick<Progress, 'scales' | 'arms'>,
): number | null {
  switch (metric) {
    case 'quality':
      if (seen.failed) return arms.some(({ quality }) => quality.n > 0) ? 0 : null;
      return seen.quality === null ? null : rounded(seen.quality);
    case 'errors':
      return seen.failed ? 1 : 0;
    case 'fuel':
      if (seen.fuel === null || scales.fuel === null) return null;
      return rounded(seen.fuel / (seen.fuel + scales.fuel));
    case 'latency':
      if (scales.latency === null) return null;
      return rounded(seen.latency_us / (seen.latency_us + scales.latency));
  }
}

const plus = ({ n, sum }: ArmSeen['fuel'], value: number | null): ArmSeen['fuel'] =>
  value === null ? { n, sum } : { n: n + 1, sum: rounded(sum + value) };

/** The sums of an arm with one run more. */
export function counted(arm: ArmSeen, seen: Seen, quality: number | null): ArmSeen {
  return {
    artifact: arm.artifact,
    runs: arm.runs + 1,
    beside: arm.beside + (seen.beside ? 1 : 0),
    failed: arm.failed + (seen.failed ? 1 : 0),
    quality: plus(arm.quality, quality),
    fuel: plus(arm.fuel, seen.fuel),
    latency_us: plus(arm.latency_us, seen.latency_us),
  };
}
