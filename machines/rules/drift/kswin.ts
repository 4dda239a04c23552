import { deriveSeed, randomFrom } from '../random.ts';
import { finite } from './detector.ts';
import type { Detector, DetectorState } from './detector.ts';

export type KswinParameters = {
  readonly alpha: number;
  readonly window: number;
  readonly stat: number;
  readonly seed: number;
};

export type KswinState = DetectorState & {
  /** Observations since the very first, alarms or not: together with the seed they choose what is drawn. */
  readonly seen: number;
  /** The last observations, oldest first. */
  readonly last: readonly number[];
};

/** `count` different numbers below `below`, as a partial shuffle under the seed draws them. */
export function drawn(count: number, below: number, seed: number): readonly number[] {
  const random = randomFrom(seed);
  const all = Uint16Array.from({ length: below }, (_, index) => index);
  const chosen: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const j = i + Math.floor(random.uniform() * (below - i));
    chosen.push(all[j]!);
    all[j] = all[i]!;
  }
  return chosen;
}

/** The largest distance between the empirical distributions of two samples (Kolmogorov-Smirnov). */
export function distance(one: readonly number[], other: readonly number[]): number {
  const a = Float64Array.from(one).sort();
  const b = Float64Array.from(other).sort();
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === x) i += 1;
    while (j < b.length && b[j] === x) j += 1;
    most = Math.max(most, Math.abs(i / a.length - j / b.length));
  }
  return most;
}

/**
 * P(distance >= h/n) of two samples of n from one distribution, exactly: 2 sum over i of (-1)^(i-1) C(2n, n - ih) / C(2n, n)
 * (Gnedenko and Korolyuk 1951; scipy's `ks_2samp` for equal sizes). Ties make it smaller than that, never larger.
 */
export function chance(h: number, n: number): number {
  if (h <= 0) return 1;
  let sum = 0;
  for (let i = 1; i * h <= n; i += 1) {
    // C(2n, n - m) / C(2n, n) as a product, so that nothing overflows.
    let term = 1;
    for (let j = 0; j < i * h; j += 1) term *= (n - j) / (n + j + 1);
    sum += i % 2 === 1 ? term : -term;
  }
  return Math.min(1, 2 * sum);
}

/** The smallest distance of two samples of n whose chance is at most alpha, and above river's floor of 0.1; above 1: none is. */
function critical(alpha: number, n: number): number {
  for (let h = 1; h <= n; h += 1) if (chance(h, n) <= alpha && h / n > 0.1) return h / n;
  return (n + 1) / n;
}

/**
 * KSWIN (Raab, Heusinger, Schleif, Neurocomputing 2020), as river 0.26 has it: of the last `window` observations the newest `stat` are
 * tested beside `stat` drawn from the rest; alarm when the distance has a chance of at most `alpha`, after which it begins anew. What is
 * drawn follows from the seed and the number of observations. The statistic is the distance, 0 to 1; every observation is a test, so
 * `alpha` is not the rate of false alarms.
 */
export function kswin(parameters: Partial<KswinParameters> = {}): Detector<KswinState> {
  const { alpha, window, stat, seed } = { alpha: 0.005, window: 100, stat: 30, seed: 1, ...parameters };
  if (stat * 2 > window)
    throw new RangeError(
      `KSWIN draws ${stat} of the ${window - stat} observations before the newest ${stat}: make \`stat\` at most half of \`window\``,
    );
  const threshold = critical(alpha, stat);
  return {
    needsReference: false,
    initial: () => ({ n: 0, alarm: null, statistic: 0, threshold, recent: 0, seen: 0, last: [] }),
    step(state, x) {
      finite(x);
      const kept = state.alarm ? [] : state.last;
      const seen = state.seen + 1;
      const n = state.alarm ? 1 : state.n + 1;
      const last = [...kept, x].slice(-window);
      if (last.length < window) return { ...state, n, alarm: null, seen, last };
      const newest = last.slice(-stat);
      const before = drawn(stat, window - stat, deriveSeed(seed, `${seen}`)).map((index) => last[index]!);
      const statistic = distance(before, newest);
      const mean = (values: readonly number[]): number =>
        values.reduce((sum, value) => sum + value, 0) / stat;
      const recent = mean(newest);
      // A whisker below: h/n computed in two ways may differ in the last bit.
      const beyond = statistic >= threshold - 1e-12;
      const alarm = beyond ? (recent >= mean(before) ? 'up' : 'down') : null;
      return { n, alarm, statistic, threshold, recent, seen, last };
    },
  };
}
