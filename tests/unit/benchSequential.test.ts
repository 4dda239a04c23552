import { describe, expect, it } from 'vitest';
import { benchSequential } from '../../infra/bench/sequential.ts';
import { contenders, folded, OURS } from '../../infra/bench/sequential/contenders.ts';
import type { Contender } from '../../infra/bench/sequential/contenders.ts';
import { betting } from '../../machines/rules/sequential/betting.ts';

const named = (name: string): Contender => contenders.find((one) => one.name === name)!;
const small = { replications: 300, looks: 400 };

describe('bench sequential', () => {
  it('finds that the betting test keeps alpha where the z-test does not, on simulated streams', async () => {
    const { rows, config } = await benchSequential(small);
    const errors = rows.filter(({ name }) => name.endsWith(': error'));
    const ours = errors.filter(({ name }) => name.includes(OURS));
    expect(ours.length).toBe(12);
    for (const row of ours) {
      expect(row.ours).toBeLessThanOrEqual(0.05);
      expect(row.reference).toBeGreaterThan(row.ours);
    }
    expect(errors.filter(({ rule }) => rule.includes('alpha is broken')).length).toBeGreaterThan(5);
    expect(config['simulated']).toBe(true);
  });

  it('says no to a test that promises alpha and does not keep it', async () => {
    const { rows, holds } = await benchSequential({
      ...small,
      contenders: [{ ...named('z-test at every look'), promised: true }],
    });
    expect(holds).toBe(false);
    expect(rows.find(({ name }) => name.includes('both .5')))?.toMatchObject({ holds: false });
  });

  it('says no to a test that stops later than another that keeps alpha', async () => {
    const slow: Contender = {
      name: 'slow',
      promised: true,
      on: () => folded(betting({ against: 0 }))(0.0001),
    };
    const { rows } = await benchSequential({
      replications: 100,
      looks: 3000,
      contenders: [{ ...named(OURS), promised: false }, slow],
    });
    const row = rows.find(({ name }) => name.includes('3 % more ones, slow: mean values'));
    expect(row).toMatchObject({ holds: false });
  });
});
