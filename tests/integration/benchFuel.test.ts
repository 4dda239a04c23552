import { expect, test } from 'vitest';
import { benchFuel } from '../../infra/bench/fuel.ts';

test('the bench of fuel compares every kernel at every size, and names what is far from the middle', async () => {
  const { rows, config } = await benchFuel({ kernels: 3, sizes: [8, 500], repetitions: 2, stretchMs: 0.1 });
  expect(config).toMatchObject({ kernels: 3, sizes: '8,500' });
  expect(rows.slice(0, 3)).toMatchObject([
    { name: '3 kernels at 2 sizes', ours: 6, rule: expect.stringContaining('≥ 0.9') },
    { name: '3 kernels at size 8', ours: 3, rule: 'reported' },
    { name: '3 kernels at size 500', ours: 3, rule: 'reported' },
  ]);
  for (const { ratio } of rows.slice(0, 3)) expect(Math.abs(ratio!)).toBeLessThanOrEqual(1);
  for (const { name, ours, reference, ratio } of rows.slice(3)) {
    expect(name).toMatch(/^outlier: /);
    expect(ratio).toBeCloseTo(ours / reference!, 6);
    expect(ratio! > 4 || ratio! < 1 / 4).toBe(true);
  }
});
