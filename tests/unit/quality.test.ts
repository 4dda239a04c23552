import { describe, expect, it } from 'vitest';
import { performanceScore, quality } from '../../machines/rules/quality.ts';

describe('quality', () => {
  it('gives the four-factor oracle (SPEC E, seed 4.1)', () => {
    expect(quality({ passRate: 1, coverage: 0.95, performance: 0.9, robustness: 0.55 })).toEqual({
      formula: 'four-factor',
      value: 0.92,
    });
  });

  it('gives the reduced oracle and says so (SPEC C10, seed A.2)', () => {
    const reduced = { formula: 'reduced', value: 0.98 };
    expect(quality({ passRate: 1, coverage: 0.95, performance: null, robustness: null })).toEqual(reduced);
    expect(quality({ passRate: 1, coverage: 0.95, performance: null, robustness: 0.55 })).toEqual(reduced);
    expect(quality({ passRate: 1, coverage: 0.95, performance: 0.9, robustness: null })).toEqual(reduced);
  });

  it('is the pass rate alone, and says so, for what has no statements to cover', () => {
    expect(quality({ passRate: 0.8, coverage: null, performance: 1, robustness: 1 })).toEqual({
      formula: 'contract',
      value: 0.8,
    });
  });

  it('gives 0.685 where performance and robustness are measured as zero (SPEC C10)', () => {
    expect(quality({ passRate: 1, coverage: 0.95, performance: 0, robustness: 0 }).value).toBe(0.685);
  });

  it('refuses a part outside [0, 1], not a number included', () => {
    const parts = { passRate: 1, coverage: 1, performance: 1, robustness: 1 };
    for (const [name, value] of [
      ['passRate', 1.01],
      ['coverage', -0.1],
      ['performance', 2],
      ['robustness', Number.NaN],
    ] as const) {
      expect(() => quality({ ...parts, [name]: value })).toThrow(`quality: ${name} is ${value}`);
    }
  });
});

describe('performanceScore', () => {
  it('is target over actual, never above one', () => {
    expect(performanceScore(90, 100)).toBe(0.9);
    expect(performanceScore(200, 100)).toBe(1);
    expect(performanceScore(200, 0)).toBe(1);
  });

  it('is unmeasured without a target or a count', () => {
    expect(performanceScore(null, 100)).toBeNull();
    expect(performanceScore(100, null)).toBeNull();
  });
});
