import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { bandCosts, breakEven, saving, weightedHitRate } from '../../machines/rules/economics.ts';

const price = fc.double({ min: 1e-6, max: 1e3, noNaN: true });
const band = fc.record({
  requests: fc.integer({ min: 1, max: 1e6 }),
  hitRate: fc.double({ min: 0, max: 1, noNaN: true }),
});
const bands = fc.array(band, { minLength: 1, maxLength: 20 });

test.prop([bands, price])(
  'with free hits and nothing spent on generation, the saving is the hit rate weighted by volume (C23)',
  (given, perRequest) => {
    const requests = given.reduce((sum, one) => sum + one.requests, 0);
    const misses = bandCosts(given, perRequest).reduce((sum, one) => sum + one.misses, 0);
    expect(saving(requests, perRequest, 0, misses)).toBeCloseTo(weightedHitRate(given)!, 9);
  },
);

test.prop([bands, price])('costs add up to the last cumulative cost', (given, perRequest) => {
  const costs = bandCosts(given, perRequest);
  const sum = costs.reduce((total, { cost }) => total + cost, 0);
  expect(costs.at(-1)!.cumulative).toBeCloseTo(sum, 6);
});

test.prop([price, price, fc.double({ min: 0.01, max: 1, noNaN: true })])(
  'one request less than break-even is a loss, break-even is none',
  (perRequest, generation, hitRate) => {
    const even = breakEven(generation, perRequest, hitRate)!;
    const saved = (requests: number) => requests * hitRate * perRequest - generation;
    expect(saved(even)).toBeGreaterThanOrEqual(-1e-9 * generation);
    expect(saved(even - 1)).toBeLessThan(1e-9 * generation);
  },
);
