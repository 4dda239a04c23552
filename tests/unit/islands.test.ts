import { expect, it } from 'vitest';
import { livingAfter } from '../../machines/rules/population/islands.ts';
import type { Member } from '../../machines/rules/population/islands.ts';

const goals = [{ goal: 'max' }, { goal: 'min' }] as const;

it('keeps a child with better quality where elites fill all the room but one', () => {
  const parents: Member[] = [['p', [0.5, 10]]];
  const children: Member[] = [
    ['a', [0.2, 1]],
    ['b', [0.9, 5]],
  ];
  const living = livingAfter(parents, children, goals, { room: 2, elite: 1 });
  expect(living.map(([id]) => id)).toContain('b');
});

it('keeps it among four objectives, each of which has ends of its own', () => {
  const four = [{ goal: 'max' }, { goal: 'min' }, { goal: 'min' }, { goal: 'min' }] as const;
  const children: Member[] = [
    ['a', [0.1, 1, 9, 9]],
    ['b', [0.2, 9, 1, 9]],
    ['c', [0.3, 9, 9, 1]],
    ['d', [0.9, 8, 8, 8]],
  ];
  const living = livingAfter([['p', [0.5, 10, 10, 10]]], children, four, { room: 3, elite: 2 });
  expect(living.map(([id]) => id)).toContain('d');
  expect(living).toHaveLength(3);
});
