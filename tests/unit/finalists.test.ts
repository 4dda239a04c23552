import { expect, test } from 'vitest';
import { rescored } from '../../machines/rules/population/finalists.ts';

const rows = (scores: readonly number[]) =>
  scores.map((score) => ({ score, fuel: 10, tokens: 0, repairs: 0, cost_micro: 0 }));

test('the interval of a quality is one of qualities: few examples widen it to [0, 1], never beyond', () => {
  const answers = (candidate: string, scores: readonly number[]) => ({ candidate, rows: rows(scores) });
  const of = (own: readonly number[], incumbent: readonly number[]) =>
    rescored(
      answers('b', own),
      answers('a', incumbent),
      [{ name: 'quality', unit: 'share', goal: 'max' }],
      0.05,
    );

  expect(of([1, 0], [1, 1])).toMatchObject({ mean: 0.5, high: 1 });
  expect(of([0, 1], [0, 0])).toMatchObject({ mean: 0.5, low: 0 });
});
