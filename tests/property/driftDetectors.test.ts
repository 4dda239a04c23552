import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adwin } from '../../machines/rules/drift/adwin.ts';
import { cusum } from '../../machines/rules/drift/cusum.ts';
import type { Detector, DetectorState } from '../../machines/rules/drift/detector.ts';
import { distance, kswin } from '../../machines/rules/drift/kswin.ts';
import { pageHinkley } from '../../machines/rules/drift/pageHinkley.ts';
import { seedRule } from '../../machines/rules/drift/seedRule.ts';

const REFERENCE = { n: 100, mean: 0, sd: 1 };
const all: readonly (readonly [string, Detector])[] = [
  ['seed rule', seedRule({ recent: 5, first: 10 })],
  ['ADWIN', adwin({ clock: 4 })],
  ['Page-Hinkley', pageHinkley({ min_instances: 5, threshold: 5 })],
  ['KSWIN', kswin({ window: 20, stat: 10, alpha: 0.05 })],
  ['CUSUM', cusum({ h: 4 })],
] as const;

/** Streams with a jump somewhere, in thousandths, as the product observes them. */
const stream = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 120 }),
    fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 60 }),
  )
  .map(([before, after]) => [...before, ...after].map((x) => x / 1000));

function folded(detector: Detector, values: readonly number[], from?: DetectorState): DetectorState[] {
  let state = from ?? detector.initial(REFERENCE);
  return values.map((x) => (state = detector.step(state, x)));
}

describe('a detector is a fold', () => {
  it.each(all)(
    '%s: goes on from a state that was written and read, as if it never stopped',
    (_, detector) => {
      fc.assert(
        fc.property(stream, fc.nat(), (values, cut) => {
          const at = values.length === 0 ? 0 : cut % values.length;
          const whole = folded(detector, values);
          const half = folded(detector, values.slice(0, at)).at(-1) ?? detector.initial(REFERENCE);
          const read = JSON.parse(JSON.stringify(half)) as DetectorState;
          expect(folded(detector, values.slice(at), read)).toEqual(whole.slice(at));
        }),
      );
    },
  );

  it.each(all)('%s: never changes the state it is given', (_, detector) => {
    fc.assert(
      fc.property(stream, (values) => {
        let state = detector.initial(REFERENCE);
        for (const x of values) {
          const before = JSON.stringify(state);
          const next = detector.step(state, x);
          expect(JSON.stringify(state)).toBe(before);
          state = next;
        }
      }),
    );
  });
});

describe('laws', () => {
  const alarms = (detector: Detector, values: readonly number[]): unknown[] =>
    folded(detector, values).map(({ alarm }) => alarm);
  const mirrored = (seen: readonly unknown[]): unknown[] =>
    seen.map((alarm) => (alarm === 'up' ? 'down' : alarm === 'down' ? 'up' : null));

  it('CUSUM, ADWIN and KSWIN see the mirror image of a stream as the mirror image of its alarms', () => {
    for (const name of ['CUSUM', 'ADWIN', 'KSWIN']) {
      const detector = all.find(([one]) => one === name)![1];
      fc.assert(
        fc.property(stream, (values) => {
          const other = alarms(
            detector,
            values.map((x) => 0 - x),
          );
          const one = alarms(detector, values);
          // KSWIN tells no direction.
          const seen = (found: readonly unknown[]): unknown[] =>
            name === 'KSWIN' ? found.map((alarm) => alarm !== null) : [...found];
          expect(seen(other)).toEqual(seen(mirrored(one)));
        }),
      );
    }
  });

  it('CUSUM goes by deviations: another scale and centre change nothing', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: -50, max: 50 }), (values, center) => {
        const detector = cusum({ h: 4 });
        let state = detector.initial({ n: 100, mean: center, sd: 4 });
        const moved = values.map((x) => (state = detector.step(state, center + 4 * x)).alarm);
        expect(moved).toEqual(alarms(detector, values));
      }),
    );
  });

  it('KSWIN asks for distributions: order within a sample and any growing scale change no distance', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const cubed = (values: readonly number[]): number[] => values.map((x) => x ** 3 + 1);
        expect(distance(one.toReversed(), other)).toBe(distance(one, other));
        expect(distance(cubed(one), cubed(other))).toBe(distance(one, other));
        expect(distance(other, one)).toBe(distance(one, other));
      }),
    );
  });

  it('ADWIN keeps count, total and spread of just what is in its window, in a bounded number of buckets', () => {
    fc.assert(
      fc.property(stream, (values) => {
        const detector = adwin({ rows: 4 });
        let state = detector.initial(null);
        for (const [index, x] of values.entries()) {
          state = detector.step(state, x);
          const held = values.slice(index + 1 - state.width, index + 1);
          const total = held.reduce((sum, one) => sum + one, 0);
          const mean = total / held.length;
          expect(state.total).toBeCloseTo(total, 5);
          expect(state.variance).toBeCloseTo(
            held.reduce((sum, one) => sum + (one - mean) ** 2, 0),
            4,
          );
          expect(state.rows.length).toBeLessThanOrEqual(4);
          for (const { totals } of state.rows) expect(totals.length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});
