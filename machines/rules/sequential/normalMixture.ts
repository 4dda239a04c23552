import type { Observation, Side } from './pairs.ts';
import type { SequentialTest } from './sequentialTest.ts';

/** Count, sum and sum of squares of one side's values. */
type Moments = { readonly n: number; readonly sum: number; readonly squares: number };
export type NormalMixtureState = Readonly<Record<Side, Moments>>;

export type NormalMixtureParameters = {
  /** Standard deviation of the differences that are thought likely, in units of the metric; above 0. */
  readonly tau: number;
  readonly against: number;
};

const NONE: Moments = { n: 0, sum: 0, squares: 0 };

/**
 * mSPRT with a normal mixture (Robbins 1970; Johari, Koomen, Pekelis, Walsh, KDD 2017): with the difference D of the means and its variance
 * v = var_c / n_c + var_t / n_t, evidence = sqrt(v / (v + tau²)) exp(tau² (D - against)² / (2 v (v + tau²))). Uses every value of both sides,
 * pairs nothing, and gives an interval; but v is estimated, so its error is alpha only in the limit. Each side's variance is that of its values
 * with one 0 and one 1 more, so a few equal values are not taken for certainty.
 */
export function normalMixture({ tau, against }: NormalMixtureParameters): SequentialTest<NormalMixtureState> {
  if (!(tau > 0)) throw new RangeError(`tau is above 0, not ${tau}`);
  return {
    initial: () => ({ control: NONE, treatment: NONE }),
    step(state, { side, value }: Observation) {
      if (!(value >= 0 && value <= 1))
        throw new RangeError(`a sequential test observes values in [0, 1], not ${value}: scale the metric`);
      const { n, sum, squares } = state[side];
      const after = { n: n + 1, sum: sum + value, squares: squares + value * value };
      return side === 'control'
        ? { control: after, treatment: state.treatment }
        : { control: state.control, treatment: after };
    },
    evidence(state) {
      if (state.control.n === 0 || state.treatment.n === 0) return { greater: 0, less: 0, either: 0 };
      const { difference, variance: v } = estimated(state);
      const gap = difference - against;
      const wide = v + tau * tau;
      const either = Math.sqrt(v / wide) * Math.exp((tau * tau * gap * gap) / (2 * v * wide));
      return { greater: gap > 0 ? either : 0, less: gap < 0 ? either : 0, either };
    },
  };
}

/**
 * Where the difference treatment - control lies, at every look at once with error alpha in the limit (the mixture's confidence sequence):
 * D -+ sqrt(v (v + tau²) / tau² (2 ln(1 / alpha) + ln((v + tau²) / v))). Null before both sides were seen.
 */
export function normalMixtureInterval(
  state: NormalMixtureState,
  { tau, alpha }: { readonly tau: number; readonly alpha: number },
): readonly [low: number, high: number] | null {
  if (state.control.n === 0 || state.treatment.n === 0) return null;
  const { difference, variance: v } = estimated(state);
  const wide = v + tau * tau;
  const half = Math.sqrt(((v * wide) / (tau * tau)) * (2 * Math.log(1 / alpha) + Math.log(wide / v)));
  return [difference - half, difference + half];
}

function estimated({ control, treatment }: NormalMixtureState): {
  readonly difference: number;
  readonly variance: number;
} {
  return {
    difference: treatment.sum / treatment.n - control.sum / control.n,
    variance: varianceOfMean(control) + varianceOfMean(treatment),
  };
}

function varianceOfMean({ n, sum, squares }: Moments): number {
  const center = (sum + 1) / (n + 2);
  return ((squares + 1) / (n + 2) - center * center) / n;
}
