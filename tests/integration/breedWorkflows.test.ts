import { afterAll, beforeAll, expect, it } from 'vitest';
import { breederOf } from '../../actors/evolving/breeders.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { doubleSpec, proven } from '../http.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-breeding-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({ folder, log: 'memory:' });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a step is swapped for another capability that is served and takes and gives the same', async () => {
  await proven(dse, doubleSpec());
  await proven(
    dse,
    doubleSpec({
      capability: 'negate',
      description: 'Negates a whole number.',
      entry: 'negate',
      examples: [1, 2, 5, -3].map((input) => ({ input, output: -input })),
      postconditions: [],
      seeds: [{ name: 'right', source: 'function negate(n) { return -n; }', provenance: 'the test' }],
    }),
  );
  const workflow = { steps: [{ id: 'one', capability: 'double', input: '{{input}}' }] };
  const spec = doubleSpec({ capability: 'whole', kind: 'workflow', seeds: [], workflow });
  const request = {
    operator: 'swap_capability',
    parents: [JSON.stringify(workflow)],
    seed: 1,
    spec,
    missed: [],
  };
  const bred = await breederOf('workflow', dse.workshop).breed(request);
  if (bred.status !== 'bred') throw new Error(bred.reason);
  const evaluated = await dse.workshop.sandbox.evaluate({
    program: { language: 'workflow', source: bred.source, entry: 'main' },
    inputs: ['4'],
    mode: 'plain',
    limits: { fuel: null, wallMs: 5000, memoryMb: 64, outputBytes: 1000, depth: 8 },
    seed: 1,
  });
  expect(evaluated).toMatchObject({ status: 'ok', calls: [{ status: 'ok', output: '-4' }] });
});
