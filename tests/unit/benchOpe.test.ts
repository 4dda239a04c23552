import { describe, expect, it } from 'vitest';
import { benchOpe } from '../../infra/bench/ope.ts';
import { evaluatePolicy } from '../../machines/rules/offPolicy/evaluatePolicy.ts';

const small = { replications: 40, answers: 600 };

describe('bench ope', () => {
  it('finds the known values in simulated logs, and refuses what was never logged', async () => {
    const { rows, config, detail } = await benchOpe(small);
    expect([config['simulated'], config['recorded']]).toEqual([true, false]);
    // Forty replications say little of coverage; of the rest enough.
    expect(rows.filter(({ name, holds }) => !holds && !name.includes('intervals'))).toEqual([]);
    for (const { ours } of rows.filter(({ name }) => name.includes('intervals')))
      expect(ours).toBeGreaterThan(0.75);
    expect(rows.filter(({ name }) => name.endsWith(': refused')).map(({ ours }) => ours)).toEqual([40, 40]);
    expect(detail.length).toBe(27);
  });

  it('says no to an estimate that is off', async () => {
    const { rows, holds } = await benchOpe({
      ...small,
      evaluate: (log, policy) =>
        evaluatePolicy(
          log.map((one) => ({ ...one, reward: one.reward + 0.1 })),
          policy,
        ),
    });
    expect(holds).toBe(false);
    expect(rows.some((row) => !row.holds && row.name.endsWith('doublyRobust: mean estimate'))).toBe(true);
  });

  it('says no to intervals that are too narrow', async () => {
    const { rows } = await benchOpe({
      ...small,
      evaluate(log, policy) {
        const found = evaluatePolicy(log, policy);
        if (found.kind === 'refused') return found;
        const { value, se } = found.ips;
        return { ...found, ips: { value, se, interval: [value - se, value + se] } };
      },
    });
    const promised = rows.filter(
      ({ name, rule }) => name.includes('ips: intervals') && rule.startsWith('compatible'),
    );
    expect(promised.length).toBe(6);
    for (const { holds } of promised) expect(holds).toBe(false);
  });

  it('says no where a policy is judged that asks for what was never logged', async () => {
    const { rows } = await benchOpe({
      ...small,
      // Judges what is left, and says nothing of the rest.
      evaluate: (log, policy) => {
        const found = evaluatePolicy(log, policy);
        return found.kind === 'estimated' ? found : evaluatePolicy(log, () => ({ a0: 1 }));
      },
    });
    const refusals = rows.filter(({ name }) => name.endsWith(': refused'));
    expect(refusals.map(({ holds }) => holds)).toEqual([false, false]);
  });
});
