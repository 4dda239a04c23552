import { describe, expect, it } from 'vitest';
import {
  bandCosts,
  breakEven,
  generationCost,
  saving,
  weightedHitRate,
} from '../../machines/rules/economics.ts';
import type { Band } from '../../machines/rules/economics.ts';

/** Table 6.2 of the paper: requests and hit rate of each band. */
const TABLE: readonly Band[] = [
  { requests: 10, hitRate: 0 },
  { requests: 10, hitRate: 0.4 },
  { requests: 30, hitRate: 0.7 },
  { requests: 50, hitRate: 0.85 },
  { requests: 900, hitRate: 0.95 },
];

const rounded = (numbers: readonly number[]) => numbers.map((one) => Number(one.toFixed(9)));

describe('numeric oracles of cost, SPEC section E', () => {
  it('a million requests at $0.05 against $5 save 99.99 %, and are paid back after 100 (P3, A22)', () => {
    expect(saving(1e6, 0.05, 5)).toBeCloseTo(0.9999, 12);
    expect(breakEven(5, 0.05, 1)).toBe(100);
  });

  it('one answer of $0.05 used 100 times saves $4.95, which is 99 % (A23)', () => {
    expect(saving(100, 0.05, 0.05)).toBeCloseTo(0.99, 12);
    expect(saving(100, 0.05, 0, 1)! * 100 * 0.05).toBeCloseTo(4.95, 12);
  });

  it('the cache table: costs, cumulative costs, and 92.25 % saved as 92.25 % are hits (P77, C23)', () => {
    const costs = bandCosts(TABLE, 0.05);
    expect(rounded(costs.map(({ cost }) => cost))).toEqual([0.5, 0.3, 0.45, 0.375, 2.25]);
    expect(rounded(costs.map(({ cumulative }) => cumulative))).toEqual([0.5, 0.8, 1.25, 1.625, 3.875]);
    const misses = costs.reduce((sum, band) => sum + band.misses, 0);
    expect(saving(1000, 0.05, 0, misses)).toBeCloseTo(0.9225, 12);
    expect(weightedHitRate(TABLE)).toBeCloseTo(0.9225, 12);
  });

  it('ten fresh inputs cost $0.50; ten of which six differ cost $0.30 at 40 % hits (C25)', () => {
    expect(bandCosts([{ requests: 10, hitRate: 0 }], 0.05)[0]?.cost).toBeCloseTo(0.5, 12);
    expect(bandCosts([{ requests: 10, hitRate: 0.4 }], 0.05)[0]?.cost).toBeCloseTo(0.3, 12);
  });

  it('the demo replayed: 18 runs, 8 hits are 44.4 %, $0.38 in place of $0.90 saves 57.8 %, cold quality .758 (C43)', () => {
    // Ten cold runs: six of the base at $0.05, then three of the evolved workflow and one of the specialist for $0.08 together.
    const cold = [
      ...Array.from({ length: 6 }, () => ({ cost: 0.05, quality: 0.7 })),
      ...Array.from({ length: 3 }, () => ({ cost: 0.02, quality: 0.82 })),
      { cost: 0.02, quality: 0.92 },
    ];
    const spent = cold.reduce((sum, { cost }) => sum + cost, 0);
    expect(spent).toBeCloseTo(0.38, 12);
    expect(weightedHitRate([{ requests: 18, hitRate: 8 / 18 }])! * 100).toBeCloseTo(44.4, 1);
    expect(saving(18, 0.05, spent)! * 100).toBeCloseTo(57.8, 1);
    expect(cold.reduce((sum, { quality }) => sum + quality, 0) / cold.length).toBeCloseTo(0.758, 12);
  });
});

describe('the cost of generating once', () => {
  it('adds up what was spent for the first answer, for better ones and for exports', () => {
    expect(generationCost({ first_execution: 5, optimisation: 0.5, export_generation: 0.05 })).toBeCloseTo(
      5.55,
    );
  });

  it('is a loss until it is paid back, and never paid back where nothing is reused', () => {
    expect(saving(99, 0.05, 5)!).toBeLessThan(0);
    expect(saving(breakEven(5, 0.05, 1)!, 0.05, 5)).toBeCloseTo(0, 12);
    expect(breakEven(5, 0.05, 0)).toBeNull();
  });

  it('saves no share of nothing', () => {
    expect(saving(0, 0.05, 5)).toBeNull();
    expect(saving(10, 0, 5)).toBeNull();
    expect(weightedHitRate([])).toBeNull();
  });
});
