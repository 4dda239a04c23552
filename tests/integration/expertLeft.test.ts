import { afterAll, beforeAll, expect, test } from 'vitest';
import { capabilityState } from '../../actors/workshop.ts';
import type { FactData } from '../../events/catalog.ts';
import type { Dse } from '../../infra/dse.ts';
import { openTwoModels } from '../twoModels.ts';
import type { TwoModels } from '../twoModels.ts';

let world: TwoModels;
let dse: Dse;
beforeAll(async () => {
  world = await openTwoModels();
  ({ dse } = world);
});
afterAll(() => world.close());

/** The first choice of a task after memory had nothing. */
async function firstOf(task: string): Promise<FactData<'generator.chosen'>> {
  await dse.submit('twice', task);
  await dse.settle();
  return (await world.chosenIn(task)).find(({ generator }) => generator !== 'memory')!;
}

test('an expert whose uses came to nothing is not asked first any more, and the choice says why', async () => {
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
