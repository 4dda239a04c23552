import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import type { FactData } from '../../events/catalog.ts';
import { outcomeOf } from '../../infra/answers/taskOutcome.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { scriptedModel } from '../models/scripted.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-rewards-'));
const wrong = scriptedModel(
  'wrong',
  (_, call) => `\`\`\`javascript\nfunction twice(n) { return n + ${100 + call}; }\n\`\`\``,
);
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({
    folder,
    modelGenerators: ['one', 'other'].map((name) => ({
      name,
      model: wrong,
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

/** Rewards of a task arrive only once it has chosen on. */
function holdRewards(id: string): void {
  const send = dse.host.send.bind(dse.host);
  const isChoosing = async (): Promise<boolean> =>
    (await dse.host.look({ kind: 'task', id })).snapshot.matches({ working: 'choosing' });
  dse.host.send = async (actor, command, envelope) => {
    if (command.type === 'reward') while (await isChoosing()) await sleep(5);
    return send(actor, command, envelope);
  };
}

test('a task draws with what its own tries came to, also when nobody has heard of them yet', async () => {
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
  holdRewards('late');
  await dse.submit('twice', 'late', '', { deadline_ms: null });
  await dse.settle();
  const { steps } = await outcomeOf(dse.substrate, 'late');
  const chosen = steps
    .filter(({ fact }) => fact.type === 'generator.chosen')
    .map(({ fact }) => fact.data as FactData<'generator.chosen'>);
  const draws = chosen.filter(({ arms }) => arms.length > 0);
  expect(draws.length).toBeGreaterThan(2);
  for (const { arms, seed } of draws) {
    const before = chosen.slice(
      0,
      chosen.findIndex((one) => one.seed === seed),
    );
    for (const { generator, alpha, beta } of arms) {
      const tries = before.filter((one) => one.generator === generator).length;
      expect({ generator, alpha, beta }).toEqual({ generator, alpha: 1, beta: 1 + tries });
    }
  }
});
