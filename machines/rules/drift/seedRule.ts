import { finite } from './detector.ts';
import type { Detector, DetectorState, Direction } from './detector.ts';

export type SeedRuleParameters = {
  readonly recent: number;
  readonly first: number;
  readonly factor: number;
  readonly mode: Direction;
  /** Observations are logarithms: the factor is of geometric means. */
  readonly logarithmic: boolean;
};

export type SeedRuleState = DetectorState & {
  /** Sum of the first observations. */
  readonly sum: number;
  /** The last observations, oldest first. */
  readonly last: readonly number[];
};

/**
 * The plain threshold of the seeds (SPEC P16): alarm when the mean of the last `recent` observations is above `factor` times the mean of
 * the `first` ones (mode `down`: below it divided by `factor`). The two do not overlap. Its statistic is a mean, in channel units.
 */
export function seedRule(parameters: Partial<SeedRuleParameters> = {}): Detector<SeedRuleState> {
  const { recent, first, factor, mode, logarithmic } = {
    recent: 50,
    first: 200,
    factor: 1.5,
    mode: 'up',
    logarithmic: false,
    ...parameters,
  } as SeedRuleParameters;
  const initial = (): SeedRuleState => ({
    n: 0,
    alarm: null,
    statistic: 0,
    threshold: 0,
    recent: 0,
    sum: 0,
    last: [],
  });
  const bound = (mean: number): number => {
    const up = mode === 'up';
    if (logarithmic) return mean + (up ? Math.log(factor) : -Math.log(factor));
    return up ? mean * factor : mean / factor;
  };
  return {
    needsReference: false,
    initial,
    step(state, x) {
      finite(x);
      const before = state.alarm ? initial() : state;
      const n = before.n + 1;
      if (n <= first) return { ...before, n, sum: before.sum + x };
      const last = [...before.last, x].slice(-recent);
      if (last.length < recent) return { ...before, n, last };
      const mean = last.reduce((sum, value) => sum + value, 0) / recent;
      const threshold = bound(before.sum / first);
      const beyond = mode === 'up' ? mean > threshold : mean < threshold;
      return { ...before, n, last, statistic: mean, threshold, recent: mean, alarm: beyond ? mode : null };
    },
  };
}
