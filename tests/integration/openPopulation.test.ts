import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { createDse } from '../../infra/dse.ts';
import { buildGolden } from '../../infra/evolving/golden/build.ts';
import { openPopulation } from '../../infra/evolving/openPopulation.ts';
import { commonFile } from '../commonCapability.ts';

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
