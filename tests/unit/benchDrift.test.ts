import { describe, expect, it } from 'vitest';
import { benchDrift } from '../../infra/bench/drift.ts';
import { contenders } from '../../infra/bench/drift/contenders.ts';
import type { Contender } from '../../infra/bench/drift/contenders.ts';
import { adwin } from '../../machines/rules/drift/adwin.ts';
import { cusum } from '../../machines/rules/drift/cusum.ts';

const named = (name: string): Contender => contenders.find((one) => one.name === name)!;

describe('the bench of drift', () => {
  it('says yes to ADWIN as river has it, on every one of its streams', async () => {
    const { rows, holds, config } = await benchDrift({ contenders: [named('ADWIN')], dials: [] });
    expect([config['simulated'], holds]).toEqual([true, true]);
    expect(rows.length).toBeGreaterThan(9);
    for (const { rule } of rows) expect(rule).toContain('the same as river 0.26.1');
  });

  it('says no to one that differs from river in a single constant', async () => {
    const broken: Contender = { ...named('ADWIN'), on: () => adwin({ min_window_length: 6 }) };
    const { rows, holds } = await benchDrift({ contenders: [broken], dials: [] });
    expect(holds).toBe(false);
    expect(rows.some((row) => !row.holds && row.name.includes('mean delay'))).toBe(true);
  });

  it('says no to one that is to be quiet and is not', async () => {
    const loud: Contender = { ...named('CUSUM'), on: () => cusum({ h: 2 }) };
    const { rows, holds } = await benchDrift({ streams: 3, contenders: [loud], dials: [] });
    expect(holds).toBe(false);
    expect(rows.find(({ name }) => name.startsWith('simulated normal 0,'))).toMatchObject({ holds: false });
  });

  it('says no where the rate that was set does not hold on fresh streams', async () => {
    // A dial that is not the detector's: what is calibrated is quiet, what is measured afterwards is not.
    let asked = 0;
    const { holds } = await benchDrift({
      streams: 2,
      contenders: [],
      dials: [
        {
          name: 'CUSUM',
          share: 1,
          levels: [1, 2],
          on: () => ((asked += 1) % 11 === 0 ? cusum({ h: 2 }) : cusum({ h: 50 })),
        },
      ],
    });
    expect(holds).toBe(false);
  });

  it('reports the seed rule as it is: about two false alarms per 1,000 healthy runs', async () => {
    const { rows, holds } = await benchDrift({ contenders: [named('seed rule')], dials: [] });
    const errors = rows.find(({ name }) => name.startsWith('simulated errors .1,'));
    expect(errors?.ours).toBeGreaterThan(1);
    expect(errors?.ours).toBeLessThan(3);
    expect([errors?.rule, holds]).toEqual(['reported as it is: a loss', true]);
  });
});
