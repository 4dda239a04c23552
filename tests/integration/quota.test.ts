import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { processQuota } from '../../infra/cli/processQuota.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse, DseConfig } from '../../infra/dse.ts';

async function serving(config: Partial<DseConfig>, quota: object, act: (dse: Dse) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'dse-quota-'));
  const dse = await createDse({ folder, ...config });
  try {
    for (const [capability, factor] of [
      ['double', 2],
      ['triple', 3],
    ] as const) {
      const spec = CapabilitySpec.parse({
        capability,
        description: 'Multiplies a number.',
        entry: 'times',
        input: { type: 'integer' },
        output: { type: 'integer' },
        examples: [1, 2, 5, -3].map((input) => ({ input, output: factor * input })),
        seeds: [
          {
            name: 'right',
            source: `function times(n) { let sum = 0; for (let k = 0; k < ${factor}; k += 1) sum += n; return sum; }`,
            provenance: 'the test',
          },
        ],
        controls: [],
        oracle: null,
        quota,
      });
      await dse.declare(spec, folder);
      await dse.settle();
      await dse.submit(capability, `first-${capability}`);
      await dse.settle();
    }
    await act(dse);
  } finally {
    await dse.close();
    await rm(folder, { recursive: true, force: true });
  }
}

// Distinct: a minute may end in between, and the next one has a first refusal of its own.
const told = 'SELECT DISTINCT actor_id, quota, scope, most, used FROM fact.quota_exceeded ORDER BY actor_id';

test('a capability that used up its runs of a minute is refused by name, once as a fact; another one is not', async () => {
  await serving({}, { runs_per_minute: 3 }, async (dse) => {
    const statuses = [];
    // More than twice the quota: a minute may end in between.
    for (let n = 0; n < 8; n += 1) statuses.push((await dse.run('double', `${n}`)).status);
    expect(statuses.slice(0, 3)).toEqual(['ok', 'ok', 'ok']);
    expect(statuses).toContain('refused');
    expect(await dse.run('triple', '4')).toMatchObject({ status: 'ok', output: '12' });
    const { rows } = await dse.query(told);
    expect(rows).toEqual([{ actor_id: 'double', quota: 'runs', scope: 'capability', most: 3, used: 3 }]);
  });
});

test('CPU time is counted where the code runs, and a quota of the process counts all capabilities together', async () => {
  await serving({ quota: { runs_per_minute: 4, cpu_ms_per_minute: null } }, {}, async (dse) => {
    const asked = ['double', 'triple', 'double', 'triple', 'double', 'triple', 'double', 'triple', 'double'];
    const answers = [];
    for (const capability of asked) answers.push(await dse.run(capability, '2'));
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(answers.find(({ status }) => status === 'refused')).toMatchObject({
      reason: expect.stringMatching(
        /^this process used 4 of 4 runs a minute: wait until .*, or raise its quota$/,
      ),
    });
  });
  await serving({}, { cpu_ms_per_minute: 1 }, async (dse) => {
    let refused = null;
    for (let n = 0; n < 3000 && refused === null; n += 1) {
      const answer = await dse.run('double', `${n}`);
      if (answer.status === 'refused') refused = answer.reason;
    }
    expect(refused).toMatch(/^double used \d+ of 1 ms of CPU time a minute/);
  });
});

test('a quota of the process is two variables, each a whole number from 1', () => {
  expect(processQuota({})).toEqual({ runs_per_minute: null, cpu_ms_per_minute: null });
  expect(processQuota({ DSE_QUOTA_RUNS: '10', DSE_QUOTA_CPU_MS: '' })).toEqual({
    runs_per_minute: 10,
    cpu_ms_per_minute: null,
  });
  for (const wrong of ['0', '-1', 'many', '1.5'])
    expect(() => processQuota({ DSE_QUOTA_CPU_MS: wrong })).toThrow(
      `DSE_QUOTA_CPU_MS=${wrong}: a whole number from 1 is meant`,
    );
});
