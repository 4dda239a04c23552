import { finite, round9 } from './detector.ts';
import type { Detector, DetectorState, Reference } from './detector.ts';

export type CusumParameters = { readonly k: number; readonly h: number };

export type CusumState = DetectorState & {
  readonly reference: Reference;
  /** The two sums, in deviations of the reference, and for how long each has been above 0. */
  readonly up: number;
  readonly down: number;
  readonly upFor: number;
  readonly downFor: number;
};

/**
 * Tabular CUSUM, two-sided (Page, Biometrika 41, 1954; NIST e-Handbook 6.3.2.3). With z = (x - mean) / sd of the frozen reference:
 * up = max(0, up + z - k), down = max(0, down - z - k); alarm when one is above h. `k`, `h` and the statistic (the larger sum) are in
 * deviations. `recent` is Montgomery's estimate mean + sd (k + sum / length), length since the sum was last 0.
 */
export function cusum(parameters: Partial<CusumParameters> = {}): Detector<CusumState> {
  const { k, h } = { k: 0.5, h: 15, ...parameters };
  const initial = (reference: Reference | null): CusumState => {
    if (!reference) throw new RangeError('CUSUM is measured against a frozen reference: give one');
    return {
      n: 0,
      alarm: null,
      statistic: 0,
      threshold: h,
      recent: reference.mean,
      reference,
      up: 0,
      down: 0,
      upFor: 0,
      downFor: 0,
    };
  };
  return {
    needsReference: true,
    initial,
    step(state, x) {
      finite(x);
      const before = state.alarm ? initial(state.reference) : state;
      const { mean, sd } = before.reference;
      const z = (x - mean) / sd;
      const up = round9(Math.max(0, before.up + z - k));
      const down = round9(Math.max(0, before.down - z - k));
      const upFor = up > 0 ? before.upFor + 1 : 0;
      const downFor = down > 0 ? before.downFor + 1 : 0;
      const statistic = Math.max(up, down);
      const rises = up >= down;
      const length = rises ? upFor : downFor;
      const shift = length === 0 ? 0 : (k + statistic / length) * sd;
      return {
        ...before,
        n: before.n + 1,
        alarm: statistic > h ? (rises ? 'up' : 'down') : null,
        statistic,
        recent: mean + (rises ? shift : -shift),
        up,
        down,
        upFor,
        downFor,
      };
    },
  };
}
