import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { planBatch, rankCandidates } from '../../machines/rules/batch.ts';
import type { Candidate } from '../../machines/rules/batch.ts';

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0, max: 1000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, null) },
);
const candidate = fc.record<Candidate>({
  target: fc.integer({ min: 0, max: 1e6 }).map((n) => `a-${n}`),
  capability: fc.constant('c'),
  kind: fc.constant('artifact'),
  state: fc.constantFrom('stored', 'drifting', 'evolving'),
  usage: fc.oneof(fc.nat(10_000), fc.constant(Number.NaN)),
  quality: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(Number.NaN, null)),
  cost: number,
  latency: number,
  p95: number,
});
const candidates = fc.uniqueArray(candidate, { selector: ({ target }) => target, maxLength: 40 });
const criteria = { minUsage: 10, qualityTarget: 0.75, minPotentialUsage: 10, minValue: 1, latencyPrice: 36 };

test.prop([candidates, fc.infiniteStream(fc.nat(300)), fc.nat(2000), fc.nat(50)])(
  'a plan holds every candidate once, in order of value, and the most its last session can cost is left whatever comes before',
  (all, costs, left, limit) => {
    const { ranked, skipped } = rankCandidates(all, criteria);
    expect(ranked.length + skipped.length).toBe(all.length);
    for (const { value } of ranked) expect(Number.isFinite(value)).toBe(true);
    const priced = ranked.map((one) => {
      const boundMicro = costs.next().value!;
      return { ...one, boundMicro, expectedMicro: Math.floor(boundMicro / 2) };
    });
    const plan = planBatch(priced, left, limit);
    expect(plan.chosen.length + plan.skipped.length).toBe(ranked.length);
    expect(plan.chosen.length).toBeLessThanOrEqual(limit);
    let spent = 0;
    let last = Number.POSITIVE_INFINITY;
    for (const { value, boundMicro, expectedMicro } of plan.chosen) {
      expect(value).toBeLessThanOrEqual(last);
      expect(spent + boundMicro).toBeLessThanOrEqual(left);
      spent += expectedMicro;
      last = value;
    }
    expect(plan.expectedMicro).toBe(spent);
  },
);

test.prop([candidates, fc.integer()])(
  'the order of a plan does not depend on that of its candidates',
  (all, seed) => {
    const other = all.toSorted(
      (a, b) => ((a.target.length * 7 + seed) % 3) - ((b.target.length * 7 + seed) % 3),
    );
    expect(rankCandidates(other, criteria)).toEqual(rankCandidates(all, criteria));
  },
);
