import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '../../machines/rules/offPolicy/evaluatePolicy.ts';
import type { PolicyEvidence } from '../../machines/rules/offPolicy/evaluatePolicy.ts';
import type { LoggedChoice } from '../../machines/rules/offPolicy/logged.ts';

const choice = (action: string, propensity: number | null, reward: number, context = ''): LoggedChoice => ({
  context,
  action,
  propensity,
  reward,
});

/** a comes to .2, b to .8; a was chosen in four of five. */
const log: readonly LoggedChoice[] = [
  ...[1, 0, 0, 0, 0, 0, 0, 1].map((reward) => choice('a', 0.8, reward)),
  ...[1, 0].map((reward) => choice('b', 0.2, reward)),
];

describe('evaluating a policy off its log', () => {
  it('weighs rewards by chance over propensity', () => {
    const found = evaluatePolicy(log, () => ({ a: 0.5, b: 0.5 })) as PolicyEvidence;
    // Weights: a .625, b 2.5.
    expect(found.ips.value).toBeCloseTo((2 * 0.625 + 2.5) / 10, 12);
    expect(found.selfNormalised.value).toBeCloseTo((2 * 0.625 + 2.5) / 10, 12);
    expect(found.overlap).toBeCloseTo(1, 12);
    expect(found.effectiveSampleSize).toBeCloseTo(100 / (8 * 0.625 ** 2 + 2 * 2.5 ** 2), 9);
    expect([found.kind, found.choices]).toEqual(['estimated', 10]);
  });

  it('gives what was logged its own mean, and its interval', () => {
    const { ips, doublyRobust } = evaluatePolicy(log, () => ({ a: 0.8, b: 0.2 })) as PolicyEvidence;
    expect(ips.value).toBeCloseTo(0.3, 12);
    expect(ips.se).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 9), 12);
    expect(ips.interval[1] - ips.interval[0]).toBeCloseTo(2 * 1.959964 * ips.se, 12);
    expect(Math.abs(doublyRobust.value - 0.3)).toBeLessThan(0.1);
  });

  it('self-normalised moves with the zero of the rewards, and IPS does not', () => {
    const policy = () => ({ b: 1 });
    const uneven = [...log, choice('b', 0.2, 1)];
    const raised = uneven.map((one) => ({ ...one, reward: one.reward + 10 }));
    const [low, high] = [uneven, raised].map((of) => evaluatePolicy(of, policy) as PolicyEvidence);
    expect(high!.selfNormalised.value - low!.selfNormalised.value).toBeCloseTo(10, 9);
    expect(high!.ips.value - low!.ips.value).not.toBeCloseTo(10, 1);
  });

  it('doubly robust is right with wrong propensities where the context tells all, and narrower', () => {
    const worlds = Array.from({ length: 400 }, (_, at) => {
      const context = at % 2 === 0 ? 'x' : 'y';
      const action = Math.floor(at / 2) % 4 === 0 ? 'b' : 'a';
      const reward = (context === 'x') === (action === 'a') ? 1 : 0;
      // One in four was b; the log says half.
      return choice(action, 0.5, reward, context);
    });
    const best = evaluatePolicy(worlds, (context) =>
      context === 'x' ? { a: 1 } : { b: 1 },
    ) as PolicyEvidence;
    expect(best.doublyRobust.value).toBeGreaterThan(0.9);
    expect(best.doublyRobust.se).toBeLessThan(best.ips.se / 3);
  });

  it('does not take a few good answers for certainty', () => {
    const good = [...Array.from({ length: 40 }, (_, at) => choice('a', 0.5, at % 2)), choice('b', 0.5, 1)];
    const even = [...good, ...Array.from({ length: 39 }, () => choice('b', 0.5, 1))];
    const { selfNormalised } = evaluatePolicy(even, () => ({ b: 1 })) as PolicyEvidence;
    expect(selfNormalised.value).toBe(1);
    expect(selfNormalised.interval[0]).toBeCloseTo(1 - 1.959964 / 40, 9);
  });

  it('refuses an action that was never logged, and names it with the overlap', () => {
    expect(evaluatePolicy(log, () => ({ a: 0.7, z: 0.2, c: 0.1, d: 0 }))).toEqual({
      kind: 'refused',
      why: 'no-overlap',
      overlap: expect.closeTo(0.7, 12),
      missing: ['c', 'z'],
    });
  });

  it('refuses what had no chance in half of the contexts, though it was logged in the others', () => {
    const halves = Array.from({ length: 200 }, (_, at) =>
      at % 2 === 0 ? choice('a', 1, 1, 'x') : choice(at % 4 === 1 ? 'a' : 'b', 0.5, 1, 'y'),
    );
    expect(evaluatePolicy(halves, () => ({ b: 1 }))).toEqual({
      kind: 'refused',
      why: 'no-overlap',
      overlap: expect.closeTo(0.5, 12),
      missing: [],
    });
  });

  it('refuses an empty log, and one without propensities', () => {
    expect(evaluatePolicy([], () => ({ a: 1 }))).toEqual({ kind: 'refused', why: 'empty-log' });
    expect(evaluatePolicy([...log, choice('a', null, 1)], () => ({ a: 1 }))).toEqual({
      kind: 'refused',
      why: 'no-propensity',
      choices: 11,
      without: 1,
    });
  });

  it.each([
    [choice('a', 0, 1), 'a propensity lies in (0, 1]'],
    [choice('a', 1.5, 1), 'a propensity lies in (0, 1]'],
    [choice('a', 0.5, Number.NaN), 'a reward is a finite number'],
  ])('throws over a choice that is none', (one, says) => {
    expect(() => evaluatePolicy([one], () => ({ a: 1 }))).toThrow(says);
  });

  it('throws over chances that do not sum to 1', () => {
    expect(() => evaluatePolicy(log, () => ({ a: 0.5 }))).toThrow('together 1');
  });
});
