import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { chooseFinalist, rescored } from '../../machines/rules/population/finalists.ts';
import { signTest } from '../../machines/rules/signTest.ts';

describe('the sign test', () => {
  it('gives the chances of textbooks', () => {
    expect(signTest(8, 0)).toBe(1 / 256);
    expect(signTest(0, 0)).toBe(1);
    expect(signTest(5, 1)).toBeCloseTo(7 / 64, 12);
    expect(signTest(0, 4)).toBe(1);
    expect(signTest(14, 6)).toBeCloseTo(0.0576591, 6);
  });

  test.prop([fc.integer({ min: 1, max: 60 }), fc.nat(60)])(
    'adds up to 1 with the chance of fewer, which is that of more the other way round',
    (better, worse) => {
      expect(signTest(better, worse) + signTest(worse + 1, better - 1)).toBeCloseTo(1, 9);
    },
  );

  test.prop([fc.nat(200), fc.nat(200)])('is rarer the more are better', (better, worse) => {
    const chance = signTest(better, worse);
    expect(chance).toBeGreaterThan(0);
    expect(chance).toBeLessThanOrEqual(1);
    expect(signTest(better + 1, worse)).toBeLessThanOrEqual(chance + 1e-12);
  });
});

describe('who is chosen by it', () => {
  const QUALITY = { name: 'quality', unit: 'share', goal: 'max' } as const;
  const choose = (incumbent: readonly number[], own: readonly number[], alpha: number) => {
    const answers = (candidate: string, scores: readonly number[]) => ({
      candidate,
      rows: scores.map((score) => ({ score, fuel: 10, tokens: 0, repairs: 0, cost_micro: 0 })),
    });
    const was = answers('a', incumbent);
    const of = (one: typeof was) => rescored(one, was, [QUALITY], alpha);
    return chooseFinalist([of(answers('b', own))], of(was), [QUALITY], { alpha, weights: null }).chosen;
  };
  const ones = (n: number): number[] => Array.from({ length: n }, () => 1);
  const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);

  it('mends seven rare mistakes without a new one; six could be luck', () => {
    expect(choose([...zeros(7), ...ones(57)], ones(64), 0.05 / 6)).toBe('b');
    expect(choose([...zeros(6), ...ones(58)], ones(64), 0.05 / 6)).toBeNull();
  });

  it('makes as many mistakes as it mends', () => {
    expect(choose([...zeros(8), ...ones(56)], [...ones(56), ...zeros(8)], 0.05)).toBeNull();
  });

  it('is often a little better, and lower in the mean for what it gets quite wrong', () => {
    const was = [...Array.from({ length: 20 }, () => 0.5), ...ones(10)];
    const own = [...Array.from({ length: 20 }, () => 0.6), ...ones(6), ...zeros(4)];
    expect(choose(was, own, 0.05)).toBeNull();
  });
});
