import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { performanceScore, quality } from '../../machines/rules/quality.ts';

const part = fc.double({ min: 0, max: 1, noNaN: true });
const parts = fc.record({ passRate: part, coverage: part, performance: part, robustness: part });

test.prop([parts])('quality lies in [0, 1]', (measured) => {
  const { value } = quality(measured);
  expect(value).toBeGreaterThanOrEqual(0);
  expect(value).toBeLessThanOrEqual(1);
});

test.prop([parts, part, fc.constantFrom('passRate', 'coverage', 'performance', 'robustness')])(
  'a better part never makes the quality worse',
  (measured, other, name) => {
    const better = { ...measured, [name]: Math.max(measured[name], other) };
    expect(quality(better).value).toBeGreaterThanOrEqual(quality(measured).value);
  },
);

test.prop([parts])('unmeasured parts leave the reduced form, which ignores the other one', (measured) => {
  const reduced = quality({ ...measured, performance: null });
  expect(reduced.formula).toBe('reduced');
  expect(reduced).toEqual(quality({ ...measured, performance: null, robustness: null }));
});

test.prop([
  fc.integer({ min: 1, max: 1e9 }),
  fc.integer({ min: 1, max: 1e9 }),
  fc.integer({ min: 0, max: 1e6 }),
])('more fuel never performs better', (target, actual, more) => {
  expect(performanceScore(target, actual + more)!).toBeLessThanOrEqual(performanceScore(target, actual)!);
});
