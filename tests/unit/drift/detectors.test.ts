import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawnFrom, streamNamed } from '../../../infra/bench/drift/streams.ts';
import { adwin } from '../../../machines/rules/drift/adwin.ts';
import { cusum } from '../../../machines/rules/drift/cusum.ts';
import type { Detector, DetectorState } from '../../../machines/rules/drift/detector.ts';
import { chance, distance, drawn, kswin } from '../../../machines/rules/drift/kswin.ts';
import { pageHinkley, RIVER_PAGE_HINKLEY } from '../../../machines/rules/drift/pageHinkley.ts';
import { seedRule } from '../../../machines/rules/drift/seedRule.ts';

const REFERENCE = { n: 100, mean: 10, sd: 2 };

function after<S extends DetectorState>(detector: Detector<S>, values: readonly number[]): S {
  return values.reduce<S>((state, x) => detector.step(state, x), detector.initial(REFERENCE));
}
function alarms<S extends DetectorState>(detector: Detector<S>, values: readonly number[]): number[] {
  let state = detector.initial(REFERENCE);
  return values.flatMap((x, index) => {
    state = detector.step(state, x);
    return state.alarm ? [index] : [];
  });
}
const times = (count: number, x: number): number[] => Array.from({ length: count }, () => x);

describe('the seed rule', () => {
  const small = seedRule({ recent: 2, first: 4 });

  it('alarms when the mean of the last runs is above the factor, not at it', () => {
    expect(alarms(small, [2, 2, 2, 2, 3, 3])).toEqual([]);
    expect(alarms(small, [2, 2, 2, 2, 3, 3.1])).toEqual([5]);
    expect(after(small, [2, 2, 2, 2, 3, 4])).toMatchObject({ statistic: 3.5, threshold: 3, alarm: 'up' });
  });

  it('begins anew after an alarm', () => {
    expect(alarms(small, [2, 2, 2, 2, 9, 9, 9, 9, 9, 9, 9, 9, 14, 14])).toEqual([5, 13]);
  });

  it('looks down for what is worse when it falls, and takes logarithms as ratios', () => {
    expect(alarms(seedRule({ recent: 2, first: 4, mode: 'down' }), [3, 3, 3, 3, 2, 1.9])).toEqual([5]);
    const ratio = seedRule({ recent: 2, first: 4, logarithmic: true });
    expect(alarms(ratio, [1, 1, 1, 1, 1 + Math.log(1.4), 1 + Math.log(1.4)])).toEqual([]);
    expect(alarms(ratio, [1, 1, 1, 1, 1 + Math.log(1.6), 1 + Math.log(1.6)])).toEqual([5]);
  });
});

describe('CUSUM', () => {
  it('sums what is beyond k deviations of the reference, on both sides', () => {
    // z = 1, 2, 0: up = .5, 2, 1.5.
    const up = after(cusum({ k: 0.5, h: 5 }), [12, 14, 10]);
    expect([up.up, up.down, up.statistic, up.alarm]).toEqual([1.5, 0, 1.5, null]);
    const down = after(cusum({ k: 0.5, h: 2 }), [6, 6]);
    // z = -2, -2: down = 1.5, 3; two observations 2 deviations below are a mean of 6.
    expect([down.down, down.alarm, down.recent]).toEqual([3, 'down', 6]);
  });

  it('is measured against the same reference again after an alarm', () => {
    expect(alarms(cusum({ k: 0, h: 2.5 }), times(9, 12))).toEqual([2, 5, 8]);
  });

  it('needs a reference', () => {
    expect(() => cusum().initial(null)).toThrow('frozen reference');
  });
});

describe('Page-Hinkley', () => {
  it('adds up deviations from the running mean', () => {
    const raw = pageHinkley({ ...RIVER_PAGE_HINKLEY, delta: 0, alpha: 1, min_instances: 1, threshold: 3 });
    // Means 0, 0, 2: deviations 0, 0, 4.
    const seen = after(raw, [0, 0, 6]);
    expect([seen.mean, seen.statistic, seen.alarm]).toEqual([2, 4, 'up']);
  });

  it('standardised, does not depend on the scale; as river has it, it does', () => {
    const stream = drawnFrom(streamNamed('normal 0 to 1'), 1);
    const scaled = stream.map((x) => 10 + 2 * x);
    const standard = pageHinkley({ threshold: 10 });
    const unit = (values: readonly number[], reference: typeof REFERENCE): number[] => {
      let state = standard.initial(reference);
      return values.flatMap((x, index) => {
        state = standard.step(state, x);
        return state.alarm ? [index] : [];
      });
    };
    expect(unit(scaled, REFERENCE)).toEqual(unit(stream, { n: 100, mean: 0, sd: 1 }));
    expect(unit(scaled, REFERENCE).length).toBeGreaterThan(0);
    const river = pageHinkley(RIVER_PAGE_HINKLEY);
    expect(alarms(river, scaled)).not.toEqual(alarms(river, stream));
  });

  it('looks one way only when told so', () => {
    const fall = [...times(50, 10), ...times(50, 4)];
    expect(alarms(pageHinkley({ mode: 'up' }), fall)).toEqual([]);
    expect(after(pageHinkley({ mode: 'both', threshold: 10 }), fall.slice(0, 60)).alarm).toBeNull();
    expect(alarms(pageHinkley({ mode: 'both', threshold: 10 }), fall).length).toBeGreaterThan(0);
  });
});

describe('KSWIN', () => {
  it('measures the largest distance of two distributions, ties counted once', () => {
    expect(distance([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(distance([1, 1, 2], [2, 2, 3])).toBeCloseTo(2 / 3, 12);
    expect(distance([0, 0, 0, 1], [1, 1, 1, 1])).toBe(0.75);
  });

  it('knows the chance of a distance exactly', () => {
    // Two samples of 2: of the six orders two are apart by 1, the rest by 1/2.
    expect(chance(2, 2)).toBeCloseTo(2 / 6, 12);
    expect(chance(1, 2)).toBe(1);
    // scipy.stats.ks_2samp of two samples of 30 at distance 14/30 and 13/30.
    expect(chance(14, 30)).toBeCloseTo(0.0025300622, 9);
    expect(chance(13, 30)).toBeCloseTo(0.0065483964, 9);
  });

  it('draws different ones under a seed, the same every time', () => {
    const one = drawn(30, 70, 7);
    expect(new Set(one).size).toBe(30);
    expect(Math.max(...one)).toBeLessThan(70);
    expect(drawn(30, 70, 7)).toEqual(one);
    expect(drawn(30, 70, 8)).not.toEqual(one);
  });

  it('refuses to draw more than there are', () => {
    expect(() => kswin({ window: 50, stat: 30 })).toThrow('at most half');
  });
});

describe('every detector', () => {
  const all: readonly (readonly [string, Detector])[] = [
    ['seed rule', seedRule()],
    ['ADWIN', adwin()],
    ['Page-Hinkley', pageHinkley()],
    ['KSWIN', kswin()],
    ['CUSUM', cusum()],
  ].map(([name, detector]) => [name as string, detector as Detector]);

  it.each(all)('%s: refuses what is no number', (_, detector) => {
    const state = detector.initial(REFERENCE);
    for (const x of [Number.NaN, Infinity, -Infinity])
      expect(() => detector.step(state, x)).toThrow('leave absent values out');
  });

  it.each(all)('%s: sees a doubled mean, and nothing in a constant', (_, detector) => {
    const before = drawnFrom(streamNamed('latency'), 3).map((x) => 10 + 2 * Math.log(x));
    expect(alarms(detector, times(1500, 10))).toEqual([]);
    const found = alarms(detector, [...before.slice(0, 500), ...before.slice(500, 1000).map((x) => x + 10)]);
    expect(found.some((index) => index >= 500 && index < 700)).toBe(true);
  });
});

describe('parity with river 0.26.1', () => {
  // Indices of alarms that river's own detectors give on these streams; KSWIN with our draws put in place of its own.
  const river = JSON.parse(readFileSync(new URL('river.json', import.meta.url), 'utf8')) as Record<
    string,
    Record<string, readonly number[]>
  >;
  const ours: Readonly<Record<string, Detector>> = {
    adwin: adwin(),
    'adwin every': adwin({ clock: 1 }),
    'page-hinkley': pageHinkley(RIVER_PAGE_HINKLEY),
    'page-hinkley up': pageHinkley({
      ...RIVER_PAGE_HINKLEY,
      threshold: 10,
      delta: 0.05,
      mode: 'up',
    }),
    kswin: kswin(),
  };

  it.each(Object.keys(river))('%s alarms at the same observations, index by index', (name) => {
    for (const [key, expected] of Object.entries(river[name]!)) {
      const [stream, seed] = key.split('#');
      expect([key, alarms(ours[name]!, drawnFrom(streamNamed(stream!), Number(seed)))]).toEqual([
        key,
        expected,
      ]);
    }
  });
});
