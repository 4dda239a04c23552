import { expect, test } from 'vitest';
import { benchSandbox } from '../../infra/bench/sandbox.ts';

test('the bench of the sandbox measures starts, calls, batches, memory and work, each beside its reference', async () => {
  const outcome = await benchSandbox({ calls: 50, batched: 200, blocks: 1, artifacts: 10 });
  expect(outcome).toMatchObject({ bench: 'sandbox', config: { calls: 50, artifacts: 10 } });
  const measured = outcome.rows.map(({ name, ours, reference }) => ({
    kind: /^(cold|warm|calls|resident|artifacts|processor)/.exec(name)?.[0],
    taken: ours > 0 && reference !== null && reference > 0,
  }));
  expect(measured.filter(({ taken }) => !taken)).toEqual([]);
  expect(new Set(measured.map(({ kind }) => kind))).toEqual(
    new Set([
      'cold',
      'warm',
      'calls',
      'artifacts',
      'processor',
      ...(process.platform === 'linux' ? ['resident'] : []),
    ]),
  );
  // All but the one floor that a clock decides.
  expect(outcome.rows.filter(({ holds, rule }) => !holds && !rule.startsWith('ratio'))).toEqual([]);
  expect(outcome.rows.find(({ name }) => name.startsWith('artifacts'))).toMatchObject({
    ours: 10,
    reference: 10,
  });
});
