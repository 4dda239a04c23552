import { finite, round9 } from './detector.ts';
import type { Detector, DetectorState, Direction, Reference } from './detector.ts';

export type PageHinkleyParameters = {
  readonly min_instances: number;
  readonly delta: number;
  readonly threshold: number;
  readonly alpha: number;
  readonly mode: Direction | 'both';
  /** Whether observations are first divided by the deviation of the frozen reference; without it the test depends on their scale. */
  readonly standardised: boolean;
};

/** One side: the sum, its extreme so far, and the number and sum of the (standardised) observations since the extreme. */
type Side = {
  readonly sum: number;
  readonly extreme: number;
  readonly since: number;
  readonly total: number;
};

export type PageHinkleyState = DetectorState & {
  readonly reference: Reference | null;
  /** Running mean of the (standardised) observations. */
  readonly mean: number;
  readonly up: Side;
  readonly down: Side;
};

/** The defaults of river 0.26: a scale of their own, so only for observations of that scale. */
export const RIVER_PAGE_HINKLEY: PageHinkleyParameters = {
  min_instances: 30,
  delta: 0.005,
  threshold: 50,
  alpha: 1 - 0.0001,
  mode: 'both',
  standardised: false,
};

/**
 * Page-Hinkley test (Page, Biometrika 41, 1954), as river 0.26 has it: m = alpha m + (z - running mean of z) -+ delta; alarm when m has
 * risen by more than `threshold` above its minimum, or fallen below its maximum. z is the observation, standardised by the frozen
 * reference: z = (x - mean) / sd, so that `delta`, `threshold` and the statistic (the larger way) are in deviations.
 * `recent` is the mean since the extreme, in channel units.
 */
export function pageHinkley(parameters: Partial<PageHinkleyParameters> = {}): Detector<PageHinkleyState> {
  const { min_instances, delta, threshold, alpha, mode, standardised } = {
    ...RIVER_PAGE_HINKLEY,
    delta: 0.25,
    threshold: 25,
    standardised: true,
    ...parameters,
  };
  const initial = (reference: Reference | null): PageHinkleyState => {
    if (standardised && !reference)
      throw new RangeError('Page-Hinkley is standardised by a frozen reference: give one');
    return {
      n: 0,
      alarm: null,
      statistic: 0,
      threshold,
      recent: reference?.mean ?? 0,
      reference: standardised ? reference : null,
      mean: 0,
      // river begins the minimum above everything, so that the first sum is one, and the maximum at -1.
      up: { sum: 0, extreme: Number.MAX_VALUE, since: 0, total: 0 },
      down: { sum: 0, extreme: -1, since: 0, total: 0 },
    };
  };
  const moved = (side: Side, deviation: number, z: number, isExtreme: (sum: number) => boolean): Side => {
    const sum = round9(alpha * side.sum + deviation);
    if (isExtreme(sum)) return { sum, extreme: sum, since: 0, total: 0 };
    return { ...side, sum, since: side.since + 1, total: round9(side.total + z) };
  };
  return {
    needsReference: standardised,
    initial,
    step(state, x) {
      finite(x);
      const before = state.alarm ? initial(state.reference) : state;
      const { mean: center, sd } = before.reference ?? { mean: 0, sd: 1 };
      const z = (x - center) / sd;
      const n = before.n + 1;
      const mean = before.mean + (z - before.mean) / n;
      const up = moved(before.up, z - mean - delta, z, (sum) => sum < before.up.extreme);
      const down = moved(before.down, z - mean + delta, z, (sum) => sum > before.down.extreme);
      const risen = mode === 'down' ? -Infinity : up.sum - up.extreme;
      const fallen = mode === 'up' ? -Infinity : down.extreme - down.sum;
      const statistic = Math.max(risen, fallen);
      const side = risen >= fallen ? up : down;
      const recent = side.since === 0 ? z : side.total / side.since;
      const alarm = risen >= fallen ? 'up' : 'down';
      return {
        ...before,
        n,
        alarm: n >= min_instances && statistic > threshold ? alarm : null,
        statistic,
        recent: recent * sd + center,
        mean,
        up,
        down,
      };
    },
  };
}
