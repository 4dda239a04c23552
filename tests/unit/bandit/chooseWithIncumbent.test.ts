import { describe, expect, test } from 'vitest';
import {
  chooseWithIncumbent,
  INCUMBENT_RULE,
  privilege,
} from '../../../machines/rules/bandit/chooseWithIncumbent.ts';
import { chooseArm } from '../../../machines/rules/bandit/chooseArm.ts';
import { remembering } from '../../../machines/rules/bandit/learner.ts';
import { PRIOR } from '../../../machines/rules/bandit/posterior.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';

const arm = (name: string, pulls: number, won = pulls / 2) => ({
  name,
  pulls,
  alpha: 1 + won,
  beta: 1 + pulls - won,
});

describe('Thompson sampling with an incumbent', () => {
  test.each([
    ['worse', 0.4],
    ['as good', 0.6],
    ['better', 0.8],
  ])('leaves it 80 ± 3 % of the first 1,000 requests when the challenger is %s (C63)', (_, mean) => {
    const means = { incumbent: 0.6, challenger: mean };
    const rewards = randomFrom(7);
    const pulls = { incumbent: 0, challenger: 0 };
    let learned = remembering.initial();
    for (let t = 0; t < 1000; t += 1) {
      const arms = (['incumbent', 'challenger'] as const).map((name) => ({
        ...remembering.posterior(learned, name),
        pulls: pulls[name],
      }));
      const name = chooseWithIncumbent(arms, 'incumbent', deriveSeed(3, `request ${t}`)).arm as
        | 'incumbent'
        | 'challenger';
      pulls[name] += 1;
      learned = remembering.step(learned, name, rewards.uniform() < means[name] ? 1 : 0);
    }
    expect(Math.abs(pulls.incumbent / 1000 - 0.8)).toBeLessThanOrEqual(0.03);
  });

  test('takes its privilege away in a line, from half of the pulls on to all of them', () => {
    const at = (pulls: number) => privilege([arm('new', pulls)], INCUMBENT_RULE);
    expect([0, 250, 375, 500, 9000].map(at)).toEqual([1, 1, 0.5, 0, 0]);
  });

  test('chooses like plain Thompson sampling once challengers have had their pulls', () => {
    const arms = [arm('old', 2000), arm('new', 500, 300)];
    const { arms: withPropensity } = chooseWithIncumbent(arms, 'old', 5);
    expect(withPropensity.map(({ propensity }) => propensity)).toEqual(
      chooseArm(arms, 5).arms.map(({ propensity }) => propensity),
    );
  });

  test('protects again from a challenger that appears', () => {
    const ready = [arm('old', 2000), arm('new', 500)];
    const joined = chooseWithIncumbent([...ready, { name: 'newest', pulls: 0, ...PRIOR }], 'old', 1);
    const propensity = joined.arms.find(({ name }) => name === 'old')!.propensity;
    expect(privilege([arm('new', 500), arm('newest', 0)], INCUMBENT_RULE)).toBe(1);
    expect(propensity).toBeCloseTo(0.8, 9);
  });

  test('goes on without an incumbent that vanished, and without challengers that did', () => {
    const two = [arm('a', 10, 9), arm('b', 10, 1)];
    const without = chooseWithIncumbent(two, 'gone', 2).arms.map(({ propensity }) => propensity);
    expect(without[0]).toBeGreaterThan(0.9);
    expect(chooseWithIncumbent([arm('old', 4)], 'old', 2)).toMatchObject({
      arm: 'old',
      arms: [{ propensity: 1 }],
    });
  });

  test('chooses as often as its propensities say, which sum to one', () => {
    const arms = [arm('old', 900, 500), arm('a', 400, 220), arm('b', 350, 210)];
    const { arms: said } = chooseWithIncumbent(arms, 'old', 0);
    expect(said.reduce((sum, { propensity }) => sum + propensity, 0)).toBeCloseTo(1, 9);
    const times = 1500;
    const counts = new Map<string, number>();
    for (let i = 0; i < times; i += 1) {
      const chosen = chooseWithIncumbent(arms, 'old', deriveSeed(11, `draw ${i}`)).arm;
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    for (const { name, propensity } of said)
      expect(Math.abs((counts.get(name) ?? 0) / times - propensity)).toBeLessThan(0.035);
  });

  test('refuses a share that is none and nothing to choose from', () => {
    expect(() => chooseWithIncumbent([arm('a', 1)], 'a', 1, { share: 1.2, pulls: 5 })).toThrow(RangeError);
    expect(() => chooseWithIncumbent([], 'a', 1)).toThrow('nothing to choose from');
  });
});
