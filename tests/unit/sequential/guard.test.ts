import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../machines/rules/random.ts';
import { guard } from '../../../machines/rules/sequential/guard.ts';
import type { GuardVerdict } from '../../../machines/rules/sequential/guard.ts';

function verdictOf(better: 'more' | 'less', control: number, treatment: number): GuardVerdict {
  const { test, verdict } = guard({ margin: 0.05, better });
  const random = randomFrom(11);
  let state = test.initial();
  for (let at = 0; at < 3000 && verdict(state, 0.05) === 'open'; at += 1) {
    state = test.step(state, { side: 'control', value: random.uniform() < control ? 1 : 0 });
    state = test.step(state, { side: 'treatment', value: random.uniform() < treatment ? 1 : 0 });
  }
  return verdict(state, 0.05);
}

describe('a guard', () => {
  it.each([
    ['more', 0.8, 0.8, 'safe'],
    ['more', 0.8, 0.9, 'safe'],
    ['more', 0.8, 0.6, 'harmed'],
    ['less', 0.1, 0.1, 'safe'],
    ['less', 0.1, 0.3, 'harmed'],
    ['less', 0.3, 0.1, 'safe'],
  ] as const)('where %s is better and %s became %s says %s', (better, control, treatment, says) => {
    expect(verdictOf(better, control, treatment)).toBe(says);
  });

  it('is open before anything was seen, and while the treatment is worse by just the margin', () => {
    expect(verdictOf('more', 0.8, 0.75)).toBe('open');
  });

  it('refuses a margin that is none', () => {
    expect(() => guard({ margin: -0.1, better: 'more' })).toThrow('a margin lies in [0, 1)');
  });
});
