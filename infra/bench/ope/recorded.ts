import { ROUTE_WEIGHTS } from '../../../machines/rules/routeReward.ts';
import { complete } from '../routing/grounds.ts';
import { readOutcomes } from '../routing/outcomes.ts';
import type { World } from './worlds.ts';

/**
 * Real answers as a world whose truth is known: the models that were asked every query, a reward being the worth of one of their recorded
 * answers. Null where fewer than two were asked everything. Who is asked is simulated.
 */
export async function recordedWorld(folder: string): Promise<World | null> {
  const ground = complete(await readOutcomes(folder, { ...ROUTE_WEIGHTS, speed: 0, unrepaired: 0 }));
  if (ground.models.length < 2) return null;
  const actions = ground.models.map(({ name }) => name);
  return {
    contexts: Array.from({ length: ground.queries }, (_, query) => `q${query}`),
    actions,
    mean: (context, action) => ground.expected(Number(context.slice(1)), actions.indexOf(action))!,
    reward: (context, action, random) =>
      ground.outcome(Number(context.slice(1)), actions.indexOf(action), random.uniform())!.reward,
  };
}
