import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import type { FactData } from '../../events/catalog.ts';
import { capabilityState } from '../../actors/workshop.ts';
import { outcomeOf } from '../../infra/answers/taskOutcome.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { scriptedModel } from '../models/scripted.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-expert-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({
    folder,
    modelGenerators: ['one', 'other'].map((name) => ({
      name,
      model: scriptedModel(name, () => '```javascript\nfunction twice(n) { return n + 100; }\n```'),
      temperature: null,
      maxTokens: null,
      tier: 'fast',
    })),
  });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The first choice of a task after memory had nothing. */
async function firstOf(task: string): Promise<FactData<'generator.chosen'>> {
  await dse.submit('twice', task);
  await dse.settle();
  const { steps } = await outcomeOf(dse.substrate, task);
  const chosen = steps.filter(({ fact }) => fact.type === 'generator.chosen').map(({ fact }) => fact.data);
  return chosen.find(({ generator }) => generator !== 'memory') as FactData<'generator.chosen'>;
}

test('an expert whose uses came to nothing is not asked first any more, and the choice says why', async () => {
  await dse.declare(
    CapabilitySpec.parse({
      capability: 'twice',
      description: 'Doubles a number.',
      entry: 'twice',
      input: { type: 'integer' },
      output: { type: 'integer' },
      examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
      search: { evaluations: 1, attempts: 1 },
      seeds: [],
    }),
    folder,
  );
  await dse.settle();
  const expert = { name: 'twice-expert', generator: 'one', temperature: 0.4, fitness: 0.9, gain: 1.2 };
  await dse.host.send(
    { kind: 'capability', id: 'twice' },
    { type: 'registerExpert', ...expert },
    {
      id: 'learned',
      correlation: 'learned',
      causation: 'learned',
      from: { kind: 'optimization', id: 'twice-opt1' },
    },
  );
  expect(await firstOf('t-1')).toMatchObject({ generator: 'one', temperature: 0.4, arms: [] });
  const uses = async (): Promise<number> =>
    (await capabilityState(dse.host, 'twice')).context.posteriors['one']!.beta - 1;
  let n = 1;
  while ((await uses()) < 5 && n < 5) {
    n += 1;
    expect(await firstOf(`t-${n}`)).toMatchObject({ generator: 'one', arms: [] });
  }
  const known = await uses();
  const after = await firstOf('t-last');
  expect(after.reason).toBe(
    `Thompson draw over 2 generators; twice-expert is not asked first: its ${known} uses came to 0 in the mean`,
  );
  expect(after.arms.map(({ generator }) => generator)).toEqual(['one', 'other']);
});
