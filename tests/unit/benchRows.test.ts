import { expect, it } from 'vitest';
import { compared } from '../../infra/bench/compared.ts';
import { trusted } from '../../infra/bench/trusted.ts';

it('a bench row has the middle of the ratios, not the ratio of the middles, and their spread', () => {
  const turns = [
    { ours: 10, reference: 100 },
    { ours: 90, reference: 300 },
    { ours: 20, reference: 40 },
  ];
  const row = compared('x/s', turns, 'ratio ≥ 0.3', (ratio) => ratio >= 0.3);
  expect(row).toMatchObject({ ours: 20, reference: 100, ratio: 0.3, spread: [0.1, 0.5], holds: true });
  expect(compared('x/s', turns, 'ratio ≥ 0.4', (ratio) => ratio >= 0.4).holds).toBe(false);
});

it('a reference below half of what was noted for it is suspect, and does not hold', () => {
  expect(trusted('raw rows/s', 50, 100)).toMatchObject({ name: 'raw rows/s', ratio: 0.5, holds: true });
  expect(trusted('raw rows/s', 49, 100)).toMatchObject({
    name: 'reference suspect: raw rows/s',
    holds: false,
  });
});
