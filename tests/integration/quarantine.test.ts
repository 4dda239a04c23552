import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';

/** Right on every input but one, where it does native work that nothing inside can interrupt. */
const SOURCE = 'function double(n) { return n === 424242 ? String(7n ** 60000000n).length : n * 2; }';

let folder: string;
let dse: Dse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-quarantine-'));
  dse = await createDse({ folder });
  const spec = CapabilitySpec.parse({
    capability: 'double',
    description: 'Doubles a number.',
    entry: 'double',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
    seeds: [{ name: 'right', source: SOURCE, provenance: 'the test' }],
    controls: [],
    oracle: null,
    limits: { wall_ms: 200 },
  });
  await dse.declare(spec, folder);
  await dse.settle();
  await dse.submit('double', 'first');
  await dse.settle();
});
afterAll(async () => {
  await dse.close();
  await rm(folder, { recursive: true, force: true });
});

test('a served artifact that ends its process is quarantined by a fact with the reason, and refused from then on', async () => {
  expect(await dse.run('double', '4')).toMatchObject({ status: 'ok', output: '8' });
  const burst = await Promise.all(['424242', '1', '2', '424242'].map((input) => dse.run('double', input)));
  expect(burst[0]).toMatchObject({ status: 'failed', outcome: 'timeout' });
  expect(burst[3]?.status).toMatch(/^(failed|refused)$/);
  const later = await dse.run('double', '4');
  expect(later).toMatchObject({
    status: 'refused',
    reason: expect.stringMatching(
      /is quarantined: a call ended its process \(timeout: no answer for .*dse rollback double/,
    ),
  });

  const { rows } = await dse.query(
    'SELECT cause, detail, input, (SELECT count(*) FROM fact.artifact_quarantined) AS facts FROM fact.artifact_quarantined',
  );
  expect(rows).toMatchObject([
    { cause: 'timeout', input: expect.stringMatching(/^[0-9a-f]{64}$/), facts: 1 },
  ]);
  const shown = await dse.query('SELECT state, quarantine FROM artifacts WHERE served');
  expect(shown.rows).toMatchObject([
    { state: 'stored', quarantine: expect.stringMatching(/^timeout: no answer/) },
  ]);

  // A task is not answered with it, and a new process knows it from the log.
  await dse.submit('double', 'second');
  await dse.settle();
  await dse.close();
  dse = await createDse({ folder });
  expect(await dse.run('double', '4')).toMatchObject({ status: 'refused' });
});
