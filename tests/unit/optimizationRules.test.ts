import { describe, expect, it } from 'vitest';
import { batchRoiEstimated, doesNotFit, planBatch, rankCandidates } from '../../machines/rules/batch.ts';
import type { BatchCriteria, Candidate, Priced } from '../../machines/rules/batch.ts';
import { benefitCostRatio, roi, roiEstimated } from '../../machines/rules/roi.ts';
import { experimentBound, sessionBound } from '../../machines/rules/sessionCost.ts';
import { selectTier } from '../../machines/rules/tier.ts';
import type { TierQuestion } from '../../machines/rules/tier.ts';
import { costPerExecution, improvementPotential, valueOf } from '../../machines/rules/value.ts';

describe('numeric oracles of return, SPEC section E', () => {
  it('100 runs of $0.05 for $0.50 give 4.0 (P33)', () => {
    expect(roiEstimated(100, 0.05, 0.5)).toBeCloseTo(4, 12);
  });

  it('$0.50 that save $0.05 in each of 50 runs give 4x net, 5x gross (A7, C29)', () => {
    expect(roi(50, 0.05, 0, 0.5)).toBeCloseTo(4, 12);
    expect(benefitCostRatio(50, 0.05, 0, 0.5)).toBeCloseTo(5, 12);
  });

  it('nothing spent has no return (C18)', () => {
    expect(roiEstimated(100, 0.05, 0)).toBeNull();
    expect(batchRoiEstimated([{ usage: 1, cost: 1 }], 0)).toBeNull();
  });

  it('a night gives what half the cost of all that was improved is over what all was (P62)', () => {
    const improved = [
      { usage: 100, cost: 0.05 },
      { usage: 50, cost: 0.02 },
    ];
    expect(batchRoiEstimated(improved, 1)).toBeCloseTo(2, 12);
    // A failed session cost, too, and saves nothing.
    expect(batchRoiEstimated(improved.slice(0, 1), 1)).toBeCloseTo(1.5, 12);
  });
});

describe('what an improvement is worth', () => {
  const used = { usage: 100, quality: 0.7, cost: 0.05, latency: 2 };

  it('is usage × potential × cost of a run: 100 × 0.3 × $0.05 = $1.50 (P30, P32, C8)', () => {
    expect(improvementPotential(0.7)).toBeCloseTo(0.3, 12);
    const valued = valueOf(used, 0);
    expect(valued).toMatchObject({ status: 'valued', measured: used, perRun: 0.05 });
    expect(valued.status === 'valued' && valued.value).toBeCloseTo(1.5, 12);
  });

  it('counts waiting where that is dearer than what is paid, so that free but slow things rank (C8)', () => {
    expect(costPerExecution(0, 2, 36)).toBeCloseTo(0.02, 12);
    expect(costPerExecution(0.05, 2, 36)).toBe(0.05);
    const free = valueOf({ ...used, cost: 0 }, 36);
    expect(free.status === 'valued' && free.value).toBeCloseTo(0.6, 12);
  });

  it.each([
    ['quality', { quality: Number.NaN }, 'quality is NaN'],
    ['quality above 1', { quality: 1.2 }, 'quality is 1.2'],
    ['cost', { cost: null }, 'cost is null'],
    ['latency', { latency: Number.POSITIVE_INFINITY }, 'latency is Infinity'],
    ['usage', { usage: -1 }, 'usage is -1'],
  ])('is not known without a number for %s', (_, wrong, what) => {
    expect(valueOf({ ...used, ...wrong }, 36)).toEqual({ status: 'unmeasured', what });
  });

  it('is not computed with a price below zero', () => {
    expect(() => costPerExecution(1, 1, -1)).toThrow('a price of latency is -1');
    expect(() => costPerExecution(1, 1, Number.NaN)).toThrow(RangeError);
  });
});

describe('the tier of an improvement', () => {
  const asked: TierQuestion = {
    purpose: 'optimise',
    pressure: 'low',
    value: 5,
    lowValue: 1,
    highValue: 10,
    leftMicro: 5_000_000,
    estimateMicro: { cloud: 300_000, deep: 2_000_000 },
    staffed: { cloud: true, deep: true },
  };

  it.each<[string, Partial<TierQuestion>, string, string]>([
    ['none under HIGH pressure (C7)', { pressure: 'high', value: 100 }, 'none', 'under high pressure'],
    ['none while everything is recorded for training (C4)', { pressure: 'training' }, 'none', 'training'],
    [
      'local to generate under HIGH pressure (C7)',
      { pressure: 'high', purpose: 'generate' },
      'local',
      'fast and free',
    ],
    ['local below the low value', { value: 0.99 }, 'local', 'less than $1'],
    ['local for a value nobody knows', { value: null }, 'local', 'not known'],
    ['cloud from the low value on', { value: 1 }, 'cloud', 'less than $10'],
    ['cloud below the high value', { value: 9.99, pressure: 'medium' }, 'cloud', 'less than $10'],
    ['deep from the high value on', { value: 10 }, 'deep', 'at least $10'],
    [
      'cloud where nobody stands on deep',
      { value: 10, staffed: { cloud: true, deep: false } },
      'cloud',
      'no generator stands on tier deep',
    ],
    [
      'local where nobody stands on cloud',
      { value: 10, staffed: { cloud: false, deep: false } },
      'local',
      'no generator stands on a dearer tier',
    ],
    [
      'local where a cloud session does not fit into the budget (C6)',
      { leftMicro: 299_999 },
      'local',
      '$0.300000 is expected on tier cloud, $0.299999 of the day',
    ],
    ['cloud where it just fits', { leftMicro: 300_000 }, 'cloud', ''],
    [
      'local where a deep session does not fit, though a cloud one would (C6)',
      { value: 10, leftMicro: 1_999_999 },
      'local',
      '$2.000000 is expected on tier deep',
    ],
  ])('is %s', (_, change, tier, reason) => {
    const choice = selectTier({ ...asked, ...change });
    expect(choice.tier).toBe(tier);
    expect(choice.reason).toContain(reason);
  });
});

describe('the bound of what a session costs', () => {
  const price = { callMicro: 1200, seconds: 300, cpuSecondMicro: 50 };

  it('is the dearest call and seconds at their price, rounded up', () => {
    expect(experimentBound(price)).toBe(16_200);
    expect(experimentBound({ ...price, callMicro: 1200.1 })).toBe(16_201);
    expect(experimentBound({ ...price, callMicro: 0 })).toBe(15_000);
  });

  it('is refused for a price below zero, or none', () => {
    expect(() => experimentBound({ ...price, callMicro: -1 })).toThrow('callMicro of an experiment is -1');
    expect(() => experimentBound({ ...price, seconds: Number.NaN })).toThrow(
      'seconds of an experiment is NaN',
    );
  });

  it('is all experiments and more of the dearest, and never above what the session may spend', () => {
    expect(sessionBound([10, 30, 20], 3, 1000)).toBe(150);
    expect(sessionBound([10, 30, 20], 3, 100)).toBe(100);
    expect(sessionBound([], 3, 100)).toBe(0);
  });
});

const criteria: BatchCriteria = {
  minUsage: 10,
  qualityTarget: 0.75,
  minPotentialUsage: 10,
  minValue: 1,
  latencyPrice: 36,
};
const candidate = (target: string, change: Partial<Candidate> = {}): Candidate => ({
  target,
  capability: `of-${target}`,
  kind: 'artifact',
  state: 'stored',
  usage: 100,
  quality: 0.7,
  cost: 0.05,
  latency: 0.1,
  p95: 0.2,
  ...change,
});

describe('the candidates of a batch', () => {
  it('are taken in order of value, equal ones by name (P60)', () => {
    const { ranked, skipped } = rankCandidates(
      [
        candidate('b'),
        candidate('most', { usage: 1000 }),
        candidate('a'),
        candidate('slow', { cost: 0, latency: 60 }),
      ],
      criteria,
    );
    expect(ranked.map(({ target, highPriority }) => [target, highPriority])).toEqual([
      ['slow', false],
      ['most', true],
      ['a', false],
      ['b', false],
    ]);
    expect(skipped).toEqual([]);
  });

  it.each<[string, Partial<Candidate>, string]>([
    ['usage that is just asked for', { usage: 10 }, 'it ran 10 times, more than 10 are asked for'],
    ['a session already', { state: 'evolving' }, 'it is evolving'],
    ['no code of its own', { kind: 'workflow' }, 'it is a workflow'],
    ['no usage at all', { usage: 0 }, 'it ran 0 times'],
    ['quality at the target', { quality: 0.75 }, 'its quality is 0.75, below 0.75 is asked for'],
    ['too little to gain (C41)', { usage: 33 }, 'usage × potential is 9.9, more than 10 is asked for'],
    ['too little value', { cost: 0.001 }, 'it is worth $0.03, at least $1 is asked for'],
    ['a quality that is no number', { quality: Number.NaN }, 'not measured: quality is NaN'],
    ['no latency', { latency: null }, 'not measured: latency is null'],
  ])('leave out what has %s, and say so', (_, change, reason) => {
    const { ranked, skipped } = rankCandidates([candidate('x', change), candidate('y')], criteria);
    expect(ranked.map(({ target }) => target)).toEqual(['y']);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]!.target).toBe('x');
    expect(skipped[0]!.reason).toContain(reason);
  });

  it('of L3 is one: 50 runs, which usage × potential > 100 would leave out (A6, C41)', () => {
    const l3 = candidate('l3', { usage: 50, quality: 0.7, cost: 0.1 });
    expect(rankCandidates([l3], criteria).ranked).toMatchObject([{ target: 'l3', highPriority: false }]);
    expect(rankCandidates([l3], { ...criteria, minPotentialUsage: 100 }).ranked).toEqual([]);
  });
});

describe('the plan of a batch', () => {
  const priced = (target: string, boundMicro: number, expectedMicro = boundMicro): Priced => ({
    ...rankCandidates([candidate(target)], criteria).ranked[0]!,
    boundMicro,
    expectedMicro,
  });
  const names = (list: readonly { readonly target: string }[]) => list.map(({ target }) => target);

  it('skips what does not fit and goes on (C18)', () => {
    const plan = planBatch([priced('a', 60), priced('big', 50), priced('c', 40)], 100, 10);
    expect(names(plan.chosen)).toEqual(['a', 'c']);
    expect(plan.skipped).toMatchObject([
      { target: 'big', reason: 'it may cost $0.000050, $0.000040 is left' },
    ]);
    expect(plan.expectedMicro).toBe(100);
  });

  it('counts on what is expected and leaves room for the most it can cost', () => {
    const plan = planBatch([priced('a', 60, 10), priced('b', 60, 10), priced('c', 90, 10)], 100, 10);
    expect(names(plan.chosen)).toEqual(['a', 'b']);
    expect(plan.expectedMicro).toBe(20);
  });

  it('takes no more than the limit', () => {
    const plan = planBatch([priced('a', 1), priced('b', 1)], 100, 1);
    expect(plan.skipped).toMatchObject([{ target: 'b', reason: '1 are taken already' }]);
  });

  it('takes nothing without money, but what costs nothing', () => {
    expect(names(planBatch([priced('a', 1), priced('free', 0)], 0, 10).chosen)).toEqual(['free']);
  });

  it('says the return that is expected, in money alone', () => {
    expect(planBatch([priced('a', 500_000)], 500_000, 1).chosen[0]!.roiEstimated).toBeCloseTo(4, 12);
    expect(planBatch([priced('free', 0)], 0, 1).chosen[0]!.roiEstimated).toBeNull();
  });

  it('fits to the micro-dollar', () => {
    expect(doesNotFit(100, 100)).toBeNull();
    expect(doesNotFit(101, 100)).toBe('it may cost $0.000101, $0.000100 is left');
  });
});
