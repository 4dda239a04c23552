import { describe, expect, it } from 'vitest';
import { passesGate, scoreNormalised, scoreRaw, scoreUnclamped } from '../../machines/rules/composite.ts';
import type { CompositeMeasures } from '../../machines/rules/composite.ts';

const passed: CompositeMeasures = {
  schemaOk: true,
  safetyFlags: 0,
  validator: 0.9,
  accuracy: 0.85,
  latencyMs: 0,
  tokens: 0,
  repairs: 0,
  costUsd: 0,
};
const budgets = { latencyMs: 800, tokens: 500, repairs: 2, costUsd: 0.02 };
const shares = { latencyMs: 0.4, tokens: 0.2, repairs: 0.1, costUsd: 0.3 };

describe("the seeds' composite score", () => {
  it.each([
    [800, 500, 0],
    [2000, 500, 0],
    [120, 150, 0.805],
    [200, 300, 0.65],
    [50, 0, 0.95],
  ])('of %d ms and %d tokens is %d, as their oracle has it (SPEC E)', (latencyMs, tokens, score) => {
    expect(scoreRaw({ ...passed, latencyMs, tokens })).toBeCloseTo(score, 12);
  });

  it('takes 0.2 for a repair and 1 for a dollar (C61, C62)', () => {
    expect(scoreRaw({ ...passed, repairs: 1 })).toBeCloseTo(0.8, 12);
    expect(scoreRaw({ ...passed, costUsd: 0.25 })).toBeCloseTo(0.75, 12);
  });

  it("follows other weights: the seeds' third practice makes 120 ms and 150 tokens .685", () => {
    const practice = { latencyMs: 0.002, tokens: 0.0005, repairs: 0.5, costUsd: 0.5 };
    expect(scoreRaw({ ...passed, latencyMs: 120, tokens: 150 }, practice)).toBeCloseTo(0.685, 12);
  });

  it.each([
    ['broken schema', { schemaOk: false }],
    ['a safety flag', { safetyFlags: 1 }],
    ['a validator of .89', { validator: 0.89 }],
    ['an accuracy of .84', { accuracy: 0.84 }],
    ['an accuracy that is no number', { accuracy: Number.NaN }],
  ])('is 0 behind the gate: %s (E2)', (_, broken) => {
    const measures = { ...passed, ...broken };
    expect([passesGate(measures), scoreRaw(measures)]).toEqual([false, 0]);
    expect([scoreUnclamped(measures), scoreNormalised(measures, budgets, shares)]).toEqual([null, null]);
  });

  it('fails the gate where a measure is missing (C66)', () => {
    const { accuracy: _, ...unmeasured } = passed;
    expect(passesGate(unmeasured)).toBe(false);
    expect(passesGate(passed)).toBe(true);
  });

  it('tells candidates apart that all score 0, once it is not cut off (C60)', () => {
    const [slow, slower] = [800, 2000].map((latencyMs) =>
      scoreUnclamped({ ...passed, latencyMs, tokens: 500 }),
    );
    expect(slow).toBeCloseTo(-0.05, 12);
    expect(slower).toBeCloseTo(-1.25, 12);
  });

  it('normalised, is 1 for free, 0 for the whole budgets, between by shares', () => {
    expect(scoreNormalised(passed, budgets, shares)).toBe(1);
    expect(scoreNormalised({ ...passed, ...budgets }, budgets, shares)).toBeCloseTo(0, 12);
    expect(scoreNormalised({ ...passed, latencyMs: 400 }, budgets, shares)).toBeCloseTo(0.8, 12);
  });

  it('refuses a budget of nothing and shares that are not 1 together', () => {
    expect(() => scoreNormalised(passed, { ...budgets, tokens: 0 }, shares)).toThrow(/budget of tokens is 0/);
    expect(() => scoreNormalised(passed, budgets, { ...shares, tokens: 0.5 })).toThrow(
      /shares add up to 1.3/,
    );
  });
});
