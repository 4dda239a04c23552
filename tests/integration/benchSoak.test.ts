import { expect, test } from 'vitest';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { childKiller } from '../../infra/bench/soak/killChild.ts';
import { soak } from '../../infra/bench/soak/run.ts';

test('among many artifacts a hostile one is run once and then refused, and nobody else loses an answer', async () => {
  const sandbox = await openSandbox({ size: 2, graceMs: 500 });
  const { memory, ...counts } = await soak(sandbox, {
    calls: 6000,
    artifacts: 100,
    hostile: 50,
    disturb: null,
  });
  await sandbox.close();
  expect(counts).toEqual({ right: 5940, wrong: 0, lost: 0, offences: 1, refused: 59, disturbed: 0 });
  expect(memory.host.length).toBe(20);
});

test.runIf(process.platform === 'linux')(
  'children killed all the time cost no answer and cross none',
  async () => {
    const sandbox = await openSandbox({ size: 2, graceMs: 500, quarantine: false });
    const disturb = { times: 6, now: childKiller() };
    const soaked = await soak(sandbox, { calls: 6000, artifacts: 40, hostile: null, disturb });
    await sandbox.close();
    expect(soaked).toMatchObject({ right: 6000, wrong: 0, lost: 0, offences: 0, refused: 0, disturbed: 6 });
  },
);
