import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capabilityState } from '../../actors/workshop.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import type { FactData } from '../../events/catalog.ts';
import { decodeCommit } from '../../events/codec.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-same-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({ folder });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Two searches find the same: that the loop is idle. */
const spec = CapabilitySpec.parse({
  capability: 'double',
  description: 'Doubles a number.',
  entry: 'double',
  input: { type: 'integer', minimum: -1000, maximum: 1000 },
  output: { type: 'integer' },
  examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
  objectives: { quality_min: 0 },
  search: { evaluations: 40, attempts: 1 },
  seeds: [
    {
      name: 'slow',
      source: 'function double(n) { let idle = 0; for (let i = 0; i < 60; i += 1) idle += i; return n + n; }',
      provenance: 'the test',
    },
  ],
});

test('experiments that find the same have it each for itself, and of equals the first one planned takes over', async () => {
  await dse.declare(spec, folder);
  await dse.settle();
  await dse.submit('double', 'make', '', { deadline_ms: null });
  await dse.settle();
  const { served } = (await capabilityState(dse.host, 'double')).context;
  const opened = await dse.optimize(served!, { trigger: 'manual', reason: 'the test' });
  if (opened.status === 'refused') throw new Error(opened.reason);
  await dse.beginSession(opened.session, 'the test');
  await dse.settle();
  const facts = (await dse.substrate.events.read({ kind: 'optimization', id: opened.session })).flatMap(
    ({ body }) => decodeCommit(body, opened.session).events,
  );
  const ended = facts.flatMap(({ type, data }) =>
    type === 'experiment.ended' ? [data as FactData<'experiment.ended'>] : [],
  );
  const same = ended
    .filter(({ generator }) => /local-search|crossover/.test(generator))
    .filter(({ stage }) => stage === 'experiments');
  expect(same.map(({ outcome }) => outcome)).toEqual(['better', 'better']);
  expect(same[0]!.fitness).toBe(same[1]!.fitness);
  expect(same[0]!.artifact).not.toBe(same[1]!.artifact);
  const chosen = facts.find(({ type }) => type === 'optimization.chosen')!;
  const best = ended.filter(({ fitness }) => fitness === chosen.data['fitness']);
  expect(chosen.data['n']).toBe(Math.min(...best.map(({ n }) => n)));
});
