import { finite, round9 } from './detector.ts';
import type { Detector, DetectorState } from './detector.ts';

export type AdwinParameters = {
  readonly delta: number;
  readonly clock: number;
  /** Buckets of one size beyond which the two oldest of them are merged. */
  readonly max_buckets: number;
  /** Observations before the first look, and in each part of a cut. */
  readonly grace_period: number;
  readonly min_window_length: number;
  /** Sizes of buckets, 1, 2, 4 …; what is older than the largest ones hold is forgotten. */
  readonly rows: number;
};

/** Sums and sums of squared deviations of buckets of one size, oldest first. */
type Row = { readonly totals: readonly number[]; readonly variances: readonly number[] };

export type AdwinState = DetectorState & {
  /** Row i holds buckets of 2^i observations. */
  readonly rows: readonly Row[];
  readonly width: number;
  readonly total: number;
  /** Sum of squared deviations from the mean, of the whole window. */
  readonly variance: number;
  readonly tick: number;
};

const empty: Row = { totals: [], variances: [] };

/** What merging parts of n and m observations adds to the sum of squared deviations. */
function between(n: number, m: number, difference: number): number {
  return (n * m * difference * difference) / (n + m);
}

/**
 * ADWIN (Bifet and Gavaldà, SDM 2007) on an exponential histogram, as river 0.26 has it. The window W shrinks from its old end while some cut
 * into W0 (older, n0) and W1 (newer, n1) has |mean0 - mean1| above
 *   eps = sqrt(2/m * variance(W) * ln(2 ln|W| / delta)) + 2/(3m) * ln(2 ln|W| / delta),   1/m = 1/(n0 - l + 1) + 1/(n1 - l + 1),
 * l the shortest part that is looked at; it looks once in `clock` observations. Every end of a bucket
 * is a place to cut. The statistic is |mean0 - mean1|, the threshold eps, both of the cut where the one exceeds the other most; channel units.
 *
 * Unlike there, memory is bounded: at most max_buckets x rows buckets, so the window holds at most max_buckets (2^rows - 1)
 * observations; the default is 5,115 in 50 buckets, about 1 KiB of JSON.
 */
export function adwin(parameters: Partial<AdwinParameters> = {}): Detector<AdwinState> {
  const rules = {
    delta: 0.002,
    clock: 32,
    max_buckets: 5,
    grace_period: 10,
    min_window_length: 5,
    rows: 10,
    ...parameters,
  };
  const initial = (): AdwinState => ({
    n: 0,
    alarm: null,
    statistic: 0,
    threshold: 0,
    recent: 0,
    rows: [empty],
    width: 0,
    total: 0,
    variance: 0,
    tick: 0,
  });
  return {
    needsReference: false,
    initial,
    step(state, x) {
      finite(x);
      const before = state.alarm ? initial() : state;
      const added = inserted(before, x, rules);
      const tick = before.tick + 1;
      const next = { ...before, ...added, n: before.n + 1, tick, alarm: null };
      if (tick % rules.clock !== 0 || next.width <= rules.grace_period) return next;
      return looked(next, rules);
    },
  };
}

type Window = Pick<AdwinState, 'rows' | 'width' | 'total' | 'variance'>;

function inserted(window: Window, x: number, rules: AdwinParameters): Window {
  const width = window.width + 1;
  const mean = window.width > 0 ? window.total / window.width : x;
  const variance = round9(window.variance + between(window.width, 1, x - mean));
  const total = round9(window.total + x);
  const rows = [...window.rows];
  rows[0] = { totals: [...rows[0]!.totals, x], variances: [...rows[0]!.variances, 0] };
  for (let i = 0; rows[i]!.totals.length > rules.max_buckets; i += 1) {
    const { totals, variances } = rows[i]!;
    if (i + 1 === rules.rows) return withoutOldest({ rows, width, total, variance });
    const size = 2 ** i;
    const [one, other] = [totals[0]!, totals[1]!];
    const merged = variances[0]! + variances[1]! + between(size, size, (one - other) / size);
    const larger = rows[i + 1] ?? empty;
    rows[i] = { totals: totals.slice(2), variances: variances.slice(2) };
    rows[i + 1] = {
      totals: [...larger.totals, round9(one + other)],
      variances: [...larger.variances, round9(merged)],
    };
  }
  return { rows, width, total, variance };
}

/** The window without its oldest bucket. */
function withoutOldest(window: Window): Window {
  const oldest = window.rows.length - 1;
  const { totals, variances } = window.rows[oldest]!;
  const n = 2 ** oldest;
  const width = window.width - n;
  const total = round9(window.total - totals[0]!);
  const gone = variances[0]! + between(n, width, totals[0]! / n - total / width);
  const rows =
    totals.length === 1
      ? window.rows.slice(0, -1)
      : window.rows.with(oldest, { totals: totals.slice(1), variances: variances.slice(1) });
  return { rows, width, total, variance: round9(window.variance - gone) };
}

/** Shrinks while there is a cut; remembers the cut that was clearest. */
function looked(state: AdwinState, rules: AdwinParameters): AdwinState {
  let now = state;
  let first = clearestCut(now, rules);
  const found = first;
  while (first && first.difference > first.epsilon) {
    now = { ...now, ...withoutOldest(now) };
    first = clearestCut(now, rules);
  }
  if (!found) return now;
  const { difference, epsilon, newer, rises } = found;
  const alarm = difference > epsilon ? (rises ? 'up' : 'down') : null;
  return { ...now, alarm, statistic: difference, threshold: epsilon, recent: newer };
}

type Cut = {
  readonly difference: number;
  readonly epsilon: number;
  readonly newer: number;
  readonly rises: boolean;
};

function clearestCut({ rows, width, total, variance }: AdwinState, rules: AdwinParameters): Cut | null {
  const { delta, min_window_length: least } = rules;
  const confidence = Math.log((2 * Math.log(width)) / delta);
  let clearest: Cut | null = null;
  let n0 = 0;
  let u0 = 0;
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const { totals } = rows[i]!;
    for (const bucket of totals) {
      n0 += 2 ** i;
      u0 += bucket;
      const n1 = width - n0;
      if (n0 < least || n1 < least) continue;
      const inverse = 1 / (n0 - least + 1) + 1 / (n1 - least + 1);
      const epsilon =
        Math.sqrt(2 * inverse * (variance / width) * confidence) + (2 / 3) * confidence * inverse;
      const newer = (total - u0) / n1;
      const difference = Math.abs(u0 / n0 - newer);
      if (!clearest || difference * clearest.epsilon > clearest.difference * epsilon)
        clearest = { difference, epsilon, newer, rises: newer > u0 / n0 };
    }
  }
  return clearest;
}
