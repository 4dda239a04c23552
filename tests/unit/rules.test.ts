import { describe, expect, test } from 'vitest';
import { fitness } from '../../machines/rules/fitness.ts';
import { aggregate } from '../../machines/rules/impact.ts';
import { benefitCostRatio, roi, roiEstimated } from '../../machines/rules/roi.ts';
import { baselineOf, windowDrift } from '../../machines/rules/drift/windowRule.ts';
import { chooseArm } from '../../machines/rules/bandit/chooseArm.ts';
import { probabilitiesBest } from '../../machines/rules/bandit/probabilitiesBest.ts';
import { PRIOR, updated } from '../../machines/rules/bandit/posterior.ts';
import { deriveSeed, randomFrom } from '../../machines/rules/random.ts';
import { declaration, runWindow } from '../samples.ts';

describe('numeric oracles of SPEC section E', () => {
  test.each([
    [0.75, 0.05, 0.82, 0.789],
    [0.7, 0.08, 0.82, 0.743],
    [0.95, 0.03, 0.94, 0.919],
  ])('fitness(%f, %f s, %f) is %f', (quality, latency, coverage, expected) => {
    expect(fitness(quality, latency, coverage)).toBeCloseTo(expected, 3);
  });

  test('ROI is net: 4.0 for 100 uses at $0.05 halved, after $0.50; 313 net and 314 gross for tuning', () => {
    expect(roiEstimated(100, 0.05, 0.5)).toBeCloseTo(4);
    expect(roi(1, 1570, 0, 5)).toBeCloseTo(313);
    expect(benefitCostRatio(1, 1570, 0, 5)).toBeCloseTo(314);
    expect(roi(100, 1, 0.5, 0)).toBeNull();
  });

  test('three steps: 260 ms, step 2 at 76.92 %, quality .92, impacts .06154, .00962 and 0 per use', () => {
    const whole = aggregate(
      [
        { name: 'preprocess', time: 50, cost: 1, quality: 0.95 },
        { name: 'analyze', time: 200, cost: 2, quality: 0.92 },
        { name: 'format', time: 10, cost: 0, quality: 1 },
      ],
      1,
    );
    expect([whole.time, whole.quality, whole.cost, whole.bottleneck]).toEqual([260, 0.92, 3, 'analyze']);
    expect(whole.steps.map(({ name }) => name)).toEqual(['analyze', 'preprocess', 'format']);
    expect(whole.steps[0]?.timeShare).toBeCloseTo(0.7692, 4);
    expect(whole.steps.map(({ impactQuality }) => Number(impactQuality.toFixed(5)))).toEqual([
      0.06154, 0.00962, 0,
    ]);
    expect(whole.steps[2]?.impactLatency).toBeGreaterThan(0);
  });
});

describe('drift of one window against the frozen baseline', () => {
  const rules = declaration().observe;
  const baseline = baselineOf(runWindow(), runWindow().fuel, rules);
  const reasons = (different: Parameters<typeof runWindow>[0], fuel: readonly number[] = [], by = rules) =>
    windowDrift(runWindow(different), baseline, fuel, by).map(({ reason }) => reason);

  test('latency of too few executions, or beside a baseline in which nothing ran, is no drift', () => {
    const slow = { latency_us: { median: 90_000, mean: 90_000 } };
    expect(reasons({ ...slow, executed: 2 }, [], rules)).toEqual([]);
    expect(reasons({ ...slow, executed: 100 }, [], rules)).toEqual(['latency']);
  });

  test('latency at 1.49 × the baseline is no drift, at 1.51 × it is, by median and by mean (P16)', () => {
    for (const latency_rule of ['median', 'mean'] as const) {
      const by = { ...rules, latency_rule, latency_floor_us: 0 };
      expect(reasons({ latency_us: { median: 2980, mean: 2980 } }, [], by)).toEqual([]);
      expect(reasons({ latency_us: { median: 3020, mean: 3020 } }, [], by)).toEqual(['latency']);
    }
  });

  test('what is slower by less than the floor is no drift', () => {
    expect(
      reasons({ latency_us: { median: 4000, mean: 4000 } }, [], { ...rules, latency_floor_us: 3000 }),
    ).toEqual([]);
  });

  test('quality below the threshold, errors above theirs and fuel above its factor are all reported', () => {
    expect(
      reasons(
        { quality: { n: 100, sum: 70 }, errors: 6 },
        Array.from({ length: 30 }, () => 151),
      ),
    ).toEqual(['quality', 'errors', 'fuel']);
  });

  test('too few samples are no evidence', () => {
    expect(reasons({ n: 20, errors: 20, quality: { n: 20, sum: 0 } }, [999])).toEqual([]);
  });
});

describe('the bandit', () => {
  test('propensities sum to one and none is below the floor', () => {
    const { arms } = chooseArm(
      [
        { name: 'good', alpha: 90, beta: 10 },
        { name: 'bad', alpha: 10, beta: 90 },
        { name: 'new', ...PRIOR },
      ],
      3,
    );
    expect(arms.reduce((sum, { propensity }) => sum + propensity, 0)).toBeCloseTo(1, 9);
    for (const { propensity } of arms) expect(propensity).toBeGreaterThanOrEqual(0.01);
  });

  test('P(best) by quadrature agrees with how often the arm is drawn', () => {
    const arms = [
      { name: 'a', alpha: 3, beta: 2 },
      { name: 'b', alpha: 2, beta: 3 },
    ];
    const draws = Array.from(
      { length: 4000 },
      (_, index) => chooseArm(arms, deriveSeed(5, `draw ${index}`), 0).arm,
    );
    const share = draws.filter((arm) => arm === 'a').length / draws.length;
    expect(Math.abs(share - probabilitiesBest(arms)[0]!)).toBeLessThan(0.03);
  });

  test('of two arms at .9 and .5 the better one gets more than 85 % of 1,000 pulls (E8)', () => {
    const world = randomFrom(11);
    const chance = { good: 0.9, fair: 0.5 };
    let arms = [
      { name: 'good', ...PRIOR },
      { name: 'fair', ...PRIOR },
    ];
    let good = 0;
    for (let pull = 0; pull < 1000; pull += 1) {
      const { arm } = chooseArm(arms, deriveSeed(2, `pull ${pull}`));
      if (arm === 'good') good += 1;
      const reward = world.uniform() < chance[arm as 'good'] ? 1 : 0;
      arms = arms.map((one) => (one.name === arm ? { ...one, ...updated(one, reward) } : one));
    }
    expect(good).toBeGreaterThan(850);
  });

  test('the same seed chooses the same arm', () => {
    const arms = [
      { name: 'a', ...PRIOR },
      { name: 'b', ...PRIOR },
    ];
    expect(chooseArm(arms, 9)).toEqual(chooseArm(arms, 9));
  });
});
