import { expect, it } from 'vitest';
import type { GoldenExample } from '../../events/golden.ts';
import { mended } from '../../machines/rules/population/mended.ts';

const example = (id: string, expected: string): GoldenExample => ({
  id,
  input: `[${id}]`,
  expected,
  label: 'good',
});
const rows = (scores: Readonly<Record<string, number>>) =>
  new Map(Object.entries(scores).map(([id, score]) => [id, { score }]));
const ids = (examples: readonly GoldenExample[]): string[] => examples.map(({ id }) => id);

it('is what was wrong and is wholly right now: not what both get wrong or right, nor what nobody was asked', () => {
  const examples = ['a', 'b', 'c', 'd', 'e'].map((id) => example(id, id));
  const incumbent = rows({ a: 0, b: 1, c: 0, d: 0.5 });
  const winner = rows({ a: 1, b: 1, c: 0.9, d: 1, e: 1 });
  expect(ids(mended(examples, { incumbent, winner }, 8))).toEqual(['a', 'd']);
});

it('takes one of each answer before a second one', () => {
  const examples = [example('a', 'x'), example('b', 'x'), example('c', 'y'), example('d', 'x')];
  const incumbent = rows({ a: 0, b: 0, c: 0, d: 0 });
  const winner = rows({ a: 1, b: 1, c: 1, d: 1 });
  expect(ids(mended(examples, { incumbent, winner }, 3))).toEqual(['a', 'c', 'b']);
  expect(ids(mended(examples, { incumbent, winner }, 1))).toEqual(['a']);
});
