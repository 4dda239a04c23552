import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { adaptiveTimeout } from '../../machines/rules/adaptiveTimeout.ts';

const seconds = (calls: number, p95: number) => ({ calls, p95Us: p95 * 1e6 });

describe('how long a model may take (B31)', () => {
  it('is its 95th percentile and a fifth more, for this capability where enough was seen, else for all', () => {
    expect(adaptiveTimeout([seconds(20, 5), seconds(500, 30)], 120_000)).toBe(6000);
    expect(adaptiveTimeout([seconds(19, 5), seconds(500, 30)], 120_000)).toBe(36_000);
    expect(adaptiveTimeout([seconds(3, 5), seconds(19, 30)], 120_000)).toBe(120_000);
    expect(adaptiveTimeout([], 120_000)).toBe(120_000);
  });

  it('is never so short that a usual hiccup ends it', () => {
    expect(adaptiveTimeout([seconds(100, 0.01)], 120_000)).toBe(2000);
  });

  test.prop([
    fc.integer({ min: 0, max: 1000 }),
    fc.float({ min: 0, max: 1000, noNaN: true }),
    fc.integer({ min: 1000, max: 600_000 }),
  ])('never exceeds what is allowed, and grows with what was seen', (calls, p95, most) => {
    const timeout = adaptiveTimeout([seconds(calls, p95)], most);
    expect(timeout).toBeLessThanOrEqual(most);
    expect(adaptiveTimeout([seconds(calls, p95 + 1)], most)).toBeGreaterThanOrEqual(timeout);
  });
});
