import { describe, expect, test } from 'vitest';
import { verdict } from '../../../machines/rules/bandit/bestArm.ts';
import type { Sampled } from '../../../machines/rules/bandit/bestArm.ts';
import { oracleWeights } from '../../../machines/rules/bandit/oracleWeights.ts';
import { nextSample } from '../../../machines/rules/bandit/trackAndStop.ts';
import { randomFrom } from '../../../machines/rules/random.ts';

const arm = (name: string, n: number, sum: number): Sampled => ({ name, n, sum });
const asked = { delta: 0.1, limit: 1000 };

/** Samples on until something is said. */
function experiment(means: Readonly<Record<string, number>>, limit: number, seed: number) {
  const random = randomFrom(seed);
  let arms = Object.keys(means).map((name) => arm(name, 0, 0));
  for (;;) {
    const said = verdict(arms, { delta: 0.1, limit });
    if (said.kind !== 'open') return { said, arms };
    const { name, n, sum } = arms[nextSample(arms)]!;
    const won = random.uniform() < means[name]! ? 1 : 0;
    arms = arms.map((one) => (one.name === name ? arm(name, n + 1, sum + won) : one));
  }
}

describe('which of several arms is best', () => {
  test.each([
    [[0.5, 0.45, 0.43, 0.4], 989.8, [0.417, 0.39, 0.136, 0.057]],
    [[0.3, 0.21, 0.2, 0.19, 0.18], 326.6, [0.336, 0.252, 0.177, 0.132, 0.104]],
  ])("the oracle's shares for %j are those of Garivier and Kaufmann", (means, samples, weights) => {
    const found = oracleWeights(means);
    expect(found.samples).toBeCloseTo(samples, 0);
    for (const [index, weight] of weights.entries()) expect(found.weights[index]).toBeCloseTo(weight, 2);
  });

  test('is named by the evidence: two counts worked out by hand', () => {
    // m = .5: 100 kl(.7, .5) + 100 kl(.3, .5) = 200 (ln 2 − H(.3)) = 16.457; threshold ln(2 · 200 · 1 / .1) = 8.294.
    const said = verdict([arm('a', 100, 70), arm('b', 100, 30)], asked);
    expect(said).toMatchObject({ kind: 'best', arm: 'a' });
    expect(said.evidence).toBeCloseTo(16.4566, 3);
    expect(said.threshold).toBeCloseTo(Math.log(4000), 9);
    expect(verdict([arm('a', 100, 55), arm('b', 100, 45)], asked).kind).toBe('open');
  });

  test('is found by sampling, mostly the arms that are hard to tell apart', () => {
    const { said, arms } = experiment({ low: 0.2, best: 0.8, near: 0.6 }, 20_000, 5);
    expect(said).toMatchObject({ kind: 'best', arm: 'best' });
    const n = (name: string) => arms.find((one) => one.name === name)!.n;
    expect(n('near')).toBeGreaterThan(2 * n('low'));
  });

  test('stays undecided at the limit where two are equally good', () => {
    const { said, arms } = experiment({ a: 1, b: 1 }, 300, 1);
    expect(said).toMatchObject({ kind: 'undecided' });
    expect(arms.reduce((sum, { n }) => sum + n, 0)).toBe(300);
  });

  test('is not named before an arm that appeared was tried, which comes first', () => {
    const settled = [arm('a', 100, 90), arm('b', 100, 10)];
    expect(verdict(settled, asked).kind).toBe('best');
    const joined = [...settled, arm('new', 0, 0)];
    expect(verdict(joined, asked)).toMatchObject({ kind: 'open', evidence: 0 });
    expect(nextSample(joined)).toBe(2);
  });

  test('is not lost to an unlucky start: an arm with few samples comes before any share', () => {
    const arms = [arm('a', 250, 200), arm('b', 247, 150), arm('unlucky', 3, 0)];
    expect(nextSample(arms, [0.5, 0.5, 0])).toBe(2);
    expect(nextSample([arm('a', 250, 200), arm('b', 220, 150), arm('enough', 30, 0)], [0.5, 0.5, 0])).toBe(1);
  });

  test('is named among those that stayed when one vanished, with the evidence asked of all there were', () => {
    const stayed = [arm('a', 100, 70), arm('b', 100, 30)];
    const said = verdict(stayed, { ...asked, vanished: [arm('gone', 80, 79), arm('too', 20, 1)] });
    expect(said).toMatchObject({ kind: 'best', arm: 'a' });
    expect(said.threshold).toBeCloseTo(Math.log((2 * 300 * 3) / 0.1), 9);
    const late = verdict([arm('a', 9, 5), arm('b', 9, 4)], { ...asked, vanished: [arm('gone', 982, 5)] });
    expect(late).toMatchObject({ kind: 'undecided', leading: 'a' });
    expect(verdict([arm('a', 3, 1)], asked)).toMatchObject({ kind: 'best', arm: 'a' });
  });

  test('has a sample: what was never tried neither is the best nor leads, however badly the others fare', () => {
    const poor = [arm('new', 0, 0), arm('poor', 1200, 12)];
    expect(verdict(poor, asked)).toMatchObject({ kind: 'undecided', leading: 'poor', evidence: 0 });
    expect(verdict([arm('new', 0, 0)], asked)).toEqual({ kind: 'open', evidence: 0, threshold: 0 });
    const gone = { ...asked, vanished: [arm('gone', 2000, 900)] };
    expect(verdict([arm('a', 0, 0), arm('b', 0, 0)], gone)).toMatchObject({ kind: 'open', evidence: 0 });
  });

  test('refuses nothing to choose from and a delta that is no chance', () => {
    expect(() => verdict([], asked)).toThrow('nothing to choose from');
    expect(() => verdict([arm('a', 1, 1)], { ...asked, delta: 0 })).toThrow(RangeError);
  });
});
