import { describe, expect, it } from 'vitest';
import { contradictions } from '../../actors/proving/contradictions.ts';

const exact = { compare: 'exact' } as const;

describe('contradictory examples', () => {
  it('are two outcomes of one input that exclude each other, whatever the order of its fields', () => {
    expect(
      contradictions([
        { input: { a: 1, b: 2 }, output: 3, ...exact },
        { input: 4, output: 4, ...exact },
        { input: { b: 2, a: 1 }, output: 4, ...exact },
      ]),
    ).toEqual([[0, 2]]);
    expect(
      contradictions([
        { input: 1, output: 3, ...exact },
        { input: 1, error: 'RangeError', ...exact },
      ]),
    ).toEqual([[0, 1]]);
  });

  it('are none where one answer can meet both', () => {
    const pair = (one: object, other: object) =>
      contradictions([
        { input: 1, compare: 'exact', ...one },
        { input: 1, compare: 'exact', ...other },
      ]);
    expect(pair({ output: 3 }, { output: 3 })).toEqual([]);
    expect(pair({ output: [1, 2], compare: 'unordered' }, { output: [2, 1] })).toEqual([]);
    expect(pair({ output: [1, 2], compare: 'unordered' }, { output: [2, 2] })).toEqual([[0, 1]]);
    expect(
      pair({ output: 1, compare: { tolerance: 0.1 } }, { output: 1.15, compare: { tolerance: 0.1 } }),
    ).toEqual([]);
    expect(pair({ output: 1, compare: { tolerance: 0.1 } }, { output: 1.15 })).toEqual([[0, 1]]);
    expect(pair({ output: 1, compare: { predicate: '() => true' } }, { output: 2 })).toEqual([]);
    expect(pair({ error: 'RangeError' }, { error: 'negative' })).toEqual([]);
  });
});
