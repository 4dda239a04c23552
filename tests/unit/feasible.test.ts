import { describe, expect, it } from 'vitest';
import { chooseVariant } from '../../machines/rules/feasible.ts';
import type { RunLimits, Variant } from '../../machines/rules/feasible.ts';

const served: Variant = { artifact: 'a', served: true, quality: 0.9, p95Us: 8000, costMicro: 40 };
const quick: Variant = { artifact: 'b', served: false, quality: 0.8, p95Us: 1000, costMicro: 5 };
const best: Variant = { artifact: 'c', served: false, quality: 0.99, p95Us: 9000, costMicro: 60 };
const fresh: Variant = { artifact: 'd', served: false, quality: 0.95, p95Us: null, costMicro: null };
const limits = (some: Partial<RunLimits>): RunLimits => ({
  minQuality: null,
  maxLatencyUs: null,
  maxCostMicro: null,
  ...some,
});
const chosen = (variants: readonly Variant[], some: Partial<RunLimits>) => {
  const choice = chooseVariant(variants, limits(some));
  return choice.status === 'chosen'
    ? [choice.artifact, choice.unmeasured]
    : choice.missed.map(({ misses }) => misses);
};

describe('which variant answers under limits', () => {
  it('is what is served while it meets them, however good the others are', () => {
    expect(chosen([best, served, quick], { minQuality: 0.85, maxLatencyUs: 8000 })).toEqual(['a', []]);
  });

  it('is another one that meets all of them when what is served does not', () => {
    expect(chosen([served, quick, best], { maxLatencyUs: 7999 })).toEqual(['b', []]);
    expect(chosen([served, quick, best], { minQuality: 0.95 })).toEqual(['c', []]);
    expect(chosen([served, quick], { maxCostMicro: 39 })).toEqual(['b', []]);
  });

  it('is the one of higher quality, then the quicker, among those that are not served', () => {
    const twin = { ...best, artifact: 'e', p95Us: 8500 };
    expect(chosen([best, twin, fresh], { minQuality: 0.95 })).toEqual(['e', []]);
  });

  it('takes a latency cap against what was measured, an unmeasured one only when no measured one meets it', () => {
    expect(chosen([fresh, quick], { maxLatencyUs: 2000 })).toEqual(['b', []]);
    expect(chosen([fresh, quick], { maxLatencyUs: 500, maxCostMicro: 1 })).toEqual([
      'd',
      ['latency', 'cost'],
    ]);
  });

  it('is none where every one misses a limit, and each says which', () => {
    expect(chosen([served, quick], { minQuality: 0.95, maxLatencyUs: 2000 })).toEqual([
      ['quality', 'latency'],
      ['quality'],
    ]);
    expect(chosen([], { minQuality: 0.1 })).toEqual([]);
  });
});
