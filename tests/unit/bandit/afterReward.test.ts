import { describe, expect, it } from 'vitest';
import type { Choosing } from '../../../events/choosing.ts';
import { adwin } from '../../../machines/rules/drift/adwin.ts';
import { afterReward } from '../../../machines/rules/bandit/afterReward.ts';
import type { KnownArms } from '../../../machines/rules/bandit/afterReward.ts';
import { discounting } from '../../../machines/rules/bandit/discounting.ts';
import { driftReset } from '../../../machines/rules/bandit/driftReset.ts';
import { remembering } from '../../../machines/rules/bandit/learner.ts';
import type { Learner } from '../../../machines/rules/bandit/learner.ts';
import { randomFrom } from '../../../machines/rules/random.ts';

const names = ['a', 'b', 'c'] as const;
/** 600 rewards: a is good, then bad, b the other way round. */
const rewards = (() => {
  const random = randomFrom(5);
  return Array.from({ length: 600 }, (_, at) => {
    const arm = names[Math.floor(random.uniform() * 3)]!;
    const chance = arm === 'c' ? 0.5 : (arm === 'a') === at < 300 ? 0.95 : 0.05;
    return [arm, random.uniform() < chance ? 1 : 0] as const;
  });
})();

/** Both folds over the same rewards: what is known of each arm at the end, and how often all began anew. */
function folded<State>(choosing: Choosing, learner: Learner<State>) {
  let known: KnownArms = { posteriors: {} };
  let state = learner.initial();
  let resets = 0;
  for (const [arm, reward] of rewards) {
    const { reset, ...next } = afterReward(known, arm, reward, choosing);
    known = next;
    resets += reset ? 1 : 0;
    state = learner.step(state, arm, reward);
  }
  return { known, resets, state, posteriors: names.map((name) => learner.posterior(state, name)) };
}

describe('what is known after rewards', () => {
  it('plainly is the sum of rewards', () => {
    const { known, posteriors } = folded({ learner: 'plain' }, remembering);
    expect(names.map((name) => ({ name, ...known.posteriors[name] }))).toEqual(posteriors);
    expect(Object.keys(known)).toEqual(['posteriors']);
  });

  it('discounted is what the learner of the bench has', () => {
    const { known, posteriors } = folded({ learner: 'discounted', gamma: 0.98 }, discounting(0.98));
    for (const { name, alpha, beta } of posteriors) {
      expect(known.posteriors[name]!.alpha).toBeCloseTo(alpha, 9);
      expect(known.posteriors[name]!.beta).toBeCloseTo(beta, 9);
    }
    expect(known.posteriors['a']!.alpha).toBeLessThan(3);
  });

  it('with a drift reset is what the learner of the bench has, and begins anew as often', () => {
    const detector = adwin({ clock: 1, delta: 0.01, rows: 6 });
    const { known, resets, state, posteriors } = folded(
      { learner: 'drift_reset', delta: 0.01 },
      driftReset(detector),
    );
    expect(resets).toBe(state.resets);
    expect(resets).toBeGreaterThan(0);
    expect(names.map((name) => ({ name, ...known.posteriors[name] }))).toEqual(posteriors);
  });

  it('is plain JSON of bounded size', () => {
    const { known } = folded({ learner: 'drift_reset', delta: 0.01 }, remembering);
    expect(JSON.parse(JSON.stringify(known))).toEqual(known);
    expect(JSON.stringify(known).length).toBeLessThan(names.length * 1000);
  });
});
