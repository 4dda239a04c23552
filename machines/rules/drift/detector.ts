/** Which way the mean went. */
export type Direction = 'up' | 'down';

/** What a channel looked like when its baseline was frozen; `sd` is above 0. Channel units. */
export type Reference = { readonly n: number; readonly mean: number; readonly sd: number };

/** What every detector says after an observation, beside its own memory. Plain JSON: a state can be written and read at any point. */
export type DetectorState = {
  /** Observations since it began, or began anew after an alarm. */
  readonly n: number;
  /** Null while nothing is suspected; the next step after an alarm begins anew. */
  readonly alarm: Direction | null;
  /** What is compared with the threshold, as it stood when last looked at; 0 before. */
  readonly statistic: number;
  readonly threshold: number;
  /** Mean of what it takes for recent; channel units. */
  readonly recent: number;
};

/**
 * A drift detector is a fold over the observations of one channel (law 8): nothing but the state and the observation decides. Absent
 * observations are left out by the caller; one that is not finite is a broken caller and throws a RangeError.
 */
export interface Detector<State extends DetectorState = DetectorState> {
  /** Whether `initial` has to be given a reference. */
  readonly needsReference: boolean;
  initial(reference: Reference | null): State;
  step(state: State, x: number): State;
}

/** Refuses what is no number to be folded. */
export function finite(x: number): number {
  if (!Number.isFinite(x))
    throw new RangeError(`a drift detector observes finite numbers, not ${x}: leave absent values out`);
  return x;
}

/** Nine decimals: what sums of quantised observations differ by beyond them is noise of floating point, and takes room in a state. */
export function round9(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
