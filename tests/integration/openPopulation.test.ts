import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { createDse } from '../../infra/dse.ts';
import { buildGolden } from '../../infra/evolving/golden/build.ts';
import { openPopulation } from '../../infra/evolving/openPopulation.ts';
import { commonFile } from '../commonCapability.ts';
import { evolvedOn } from '../evolvedOn.ts';

it('a population that nobody began is begun by who asks for the next one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dse-open-population-'));
  const dse = await createDse({ folder, log: 'memory:' });
  try {
    await dse.declare(CapabilitySpec.parse(commonFile), folder);
    await dse.settle();
    await dse.submit('common', 't-common');
    await dse.settle();
    const golden = await buildGolden(dse, 'common', {
      from: { source: 'suite' },
      limit: 100,
      minQuality: 0.8,
      holdout: 0.3,
      seed: 1,
    });
    const asked = {
      golden,
      strategy: 'evolve',
      settings: { population: 3, generations: 1 },
      weights: null,
      by: 'test',
    } as const;
    const first = await openPopulation(dse, 'common', asked);
    expect(first).toMatchObject({ status: 'queued' });
    // Its process ends here, before it begins it.
    const next = await openPopulation(dse, 'common', asked);
    expect(next).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining(`${first.population} is open`),
    });
    await dse.settle();
    const { snapshot } = await dse.host.look({ kind: 'population', id: first.population! });
    expect(snapshot.value).toBe('ended');
  } finally {
    await dse.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('what serves is bounded by its capability alone on examples that are dearer than those it was checked on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dse-dear-'));
  const dse = await createDse({ folder, log: 'memory:' });
  const source = 'function half(n) { let k = 0; for (let i = 0; i + 1 < n; i += 2) k += 1; return k; }';
  try {
    await dse.declare(
      CapabilitySpec.parse({
        capability: 'half',
        description: 'Half of a number, rounded down.',
        entry: 'half',
        input: { type: 'integer', minimum: 0, maximum: 50_000 },
        output: { type: 'integer' },
        examples: [0, 1, 2, 5, 8].map((input) => ({ input, output: Math.floor(input / 2) })),
        held_out: [{ input: 20_000, output: 10_000 }],
        objectives: { quality_min: 0, strength_min: 0 },
        seeds: [{ name: 'counting', source, provenance: 'written for this test' }],
      }),
      folder,
    );
    await dse.settle();
    await dse.submit('half', 't-half');
    await dse.settle();
    const cases = Array.from({ length: 24 }, (_, n) => ({ input: n, expected: Math.floor(n / 2) }));
    const ended = await evolvedOn(dse, 'half', [...cases, { input: 20_000, expected: 10_000 }], {
      settings: { population: 8, generations: 2, deploy: 'none' },
    });
    if (ended.status !== 'ended') throw new Error(JSON.stringify(ended));
    expect(ended.results.holdout?.incumbent.mean).toBe(1);
  } finally {
    await dse.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
