import { describe, expect, it } from 'vitest';
import { typed } from './typed.ts';

const project = (...args: string[]) => typed(['cost', 'project', ...args]);

describe('dse cost project', () => {
  it('prints that a million requests at $0.05 against $5 save 99.99 % (P3), and that nothing was measured', async () => {
    const { code, out, err } = await project('--n', '1e6', '--c', '0.05', '--gen', '5');
    expect(code).toBe(0);
    expect(out).toContain('saving 99.99 %: $5 in place of $50000');
    expect(out).toContain('paid back after 100 requests');
    expect(err).toContain('simulated');
  });

  it('gives the bands of the cache table as JSON, the kinds of cost apart', async () => {
    const bands = '10:0,10:0.4,30:0.7,50:0.85,900:0.95';
    const { code, out } = await project('--bands', bands, '--c', '0.05', '--optimisation', '0.5', '--json');
    expect(code).toBe(0);
    const told = JSON.parse(out);
    expect(told).toMatchObject({ requests: 1000, hit_rate: 0.9225, saving_percent: 91.25, simulated: true });
    expect(told.generation_usd).toEqual({ first_execution: 0, optimisation: 0.5, export_generation: 0 });
    expect(told.bands.map((band: { cumulative_usd: number }) => band.cumulative_usd)).toEqual([
      0.5, 0.8, 1.25, 1.625, 3.875,
    ]);
  });

  it.each([
    [['--c', '0.05'], 'either --n or --bands'],
    [['--n', '1.5', '--c', '0.05'], '--n 1.5'],
    [['--n', '10', '--c', '-1'], '--c -1'],
    [['--n', '10', '--c', '0'], '--c 0'],
    [['--n', '10'], "'--c <dollars>'"],
    [['--n', '10', '--c', '1', '--hit-rate', '92'], '--hit-rate 92'],
    [['--bands', '10:0:1', '--c', '1'], '--bands 10:0:1'],
    [['--bands', '10:0', '--c', '1', '--hit-rate', '1'], 'each of --bands has its own'],
  ])('%j ends with 2 and says what is meant', async (args, said) => {
    const { code, out, err } = await project(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(said);
  });
});
