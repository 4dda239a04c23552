import { describe, expect, test } from 'vitest';
import { discounting } from '../../../machines/rules/bandit/discounting.ts';
import { driftReset, REWARD_DETECTOR } from '../../../machines/rules/bandit/driftReset.ts';
import { remembering } from '../../../machines/rules/bandit/learner.ts';
import type { Learner } from '../../../machines/rules/bandit/learner.ts';
import { pageHinkley } from '../../../machines/rules/drift/pageHinkley.ts';
import { randomFrom } from '../../../machines/rules/random.ts';

function after<State>(learner: Learner<State>, rewards: readonly (readonly [string, number])[]): State {
  return rewards.reduce((state, [arm, reward]) => learner.step(state, arm, reward), learner.initial());
}

const drawn = (arm: string, mean: number, times: number, seed: number) => {
  const random = randomFrom(seed);
  return Array.from({ length: times }, () => [arm, random.uniform() < mean ? 1 : 0] as const);
};

/** A test of one learner whatever its state is. */
const withLearner = <State>(name: string, learner: Learner<State>) =>
  [
    name,
    (rewards: readonly (readonly [string, number])[], arm: string) =>
      learner.posterior(after(learner, rewards), arm),
  ] as const;

describe('what learns from rewards', () => {
  test.each([
    withLearner('remembering', remembering),
    withLearner('discounting', discounting(0.9)),
    withLearner('drift reset', driftReset(REWARD_DETECTOR)),
  ])('%s gives an arm that appears the prior, and one that comes back what it had', (_, posterior) => {
    const one = [['a', 1]] as const;
    expect(posterior(one, 'new')).toEqual({ name: 'new', alpha: 1, beta: 1 });
    expect(posterior(one, 'a')).toEqual({ name: 'a', alpha: 2, beta: 1 });
    const back = posterior([...one, ['b', 1], ['b', 0]], 'a');
    expect([back.alpha > 1.5, back.alpha <= 2, back.beta]).toEqual([true, true, 1]);
  });

  test('discounting makes what is k steps old worth gamma^k, of every arm', () => {
    const learner = discounting(0.5);
    const state = after(learner, [
      ['a', 1],
      ['b', 0],
      ['a', 0.5],
    ]);
    expect(learner.posterior(state, 'a')).toEqual({ name: 'a', alpha: 1 + 0.25 + 0.5, beta: 1 + 0.5 });
    expect(learner.posterior(state, 'b')).toEqual({ name: 'b', alpha: 1, beta: 1.5 });
  });

  test('a drift reset forgets every arm when the rewards of one change, and not before', () => {
    const learner = driftReset(REWARD_DETECTOR);
    const still = after(learner, [...drawn('a', 0.7, 500, 1), ...drawn('b', 0.3, 500, 2)]);
    expect(still.resets).toBe(0);
    expect(learner.posterior(still, 'a')).toEqual(
      remembering.posterior(after(remembering, drawn('a', 0.7, 500, 1)), 'a'),
    );
    const moved = drawn('a', 0.2, 60, 3).reduce(
      (state, [arm, reward]) => (state.resets > 0 ? state : learner.step(state, arm, reward)),
      still,
    );
    expect(moved.resets).toBe(1);
    expect(learner.posterior(moved, 'b')).toEqual({ name: 'b', alpha: 1, beta: 1 });
  });

  test('states can be written and read at any point', () => {
    const learner = driftReset(REWARD_DETECTOR);
    const state = after(learner, drawn('a', 0.5, 100, 4));
    const read = JSON.parse(JSON.stringify(state)) as typeof state;
    expect(learner.step(read, 'a', 1)).toEqual(learner.step(state, 'a', 1));
  });

  test('what cannot be is refused: a gamma above 1, a reward above 1, a detector that needs a reference', () => {
    expect(() => discounting(1.1)).toThrow(RangeError);
    expect(() => after(discounting(0.9), [['a', 2]])).toThrow(RangeError);
    expect(() => driftReset(pageHinkley())).toThrow('needs none');
  });
});
