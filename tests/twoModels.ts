import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactData } from '../events/catalog.ts';
import { CapabilitySpec } from '../events/capability.ts';
import { outcomeOf } from '../infra/answers/taskOutcome.ts';
import { createDse } from '../infra/dse.ts';
import type { Dse } from '../infra/dse.ts';
import { scriptedModel } from './models/scripted.ts';

export type TwoModels = {
  readonly dse: Dse;
  /** The choices of a task, in order. */
  chosenIn(task: string): Promise<readonly FactData<'generator.chosen'>[]>;
  close(): Promise<void>;
};

/** A capability `twice` whose generators are the models `one` and `other`; both give `n + 100`, `n + 101` and so on, which is never right. */
export async function openTwoModels(): Promise<TwoModels> {
  const folder = mkdtempSync(join(tmpdir(), 'dse-two-models-'));
  const model = scriptedModel(
    'wrong',
    (_, call) => `\`\`\`javascript\nfunction twice(n) { return n + ${100 + call}; }\n\`\`\``,
  );
  const dse = await createDse({
    folder,
    modelGenerators: ['one', 'other'].map((name) => ({
      name,
      model,
      temperature: null,
      maxTokens: null,
      tier: 'fast',
    })),
  });
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
  return {
    dse,
    chosenIn: async (task) => {
      const { steps } = await outcomeOf(dse.substrate, task);
      return steps
        .filter(({ fact }) => fact.type === 'generator.chosen')
        .map(({ fact }) => fact.data as FactData<'generator.chosen'>);
    },
    close: async () => {
      await dse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
