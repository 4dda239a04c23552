import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  holdRewards('late');
  await dse.submit('twice', 'late', '', { deadline_ms: null });
  await dse.settle();
  const chosen = await world.chosenIn('late');
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
