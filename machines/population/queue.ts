import { fact } from '../../events/catalog.ts';
import { PopulationSettings } from '../../events/populationPlan.ts';
import type { Objective } from '../../events/populationPlan.ts';
import type { Decision, DecisionMeta } from '../decision.ts';
import { decided, refused } from '../decision.ts';
import { objectivesRefusal } from '../rules/population/objectives.ts';
import { affordable, overhead } from './affordable.ts';
import type { PopulationCommand } from './commands.ts';

type Queue = Extract<PopulationCommand, { type: 'queue' }>;

/** Proposals a population has to be able to pay for: fewer say nothing of what is best. */
export const PROPOSALS_MIN = 3;

/** A population is asked for; what cannot be searched is refused, which is a fact too. */
export function queue(state: unknown, command: Queue, meta: DecisionMeta): Decision {
  if (state !== 'absent') return refused('conflict', `${meta.self.id} exists already: give another id`);
  const { type: _, ...data } = command;
  const refusal = refusalOf(command);
  const { capability, kind, target, genome, strategy } = command;
  if (refusal !== null)
    return decided(
      fact('population.refused', {
        capability,
        kind,
        target,
        genome,
        strategy,
        refusal: refusal.slice(0, 1000),
      }),
    );
  return decided(fact('population.queued', { ...data, objectives: command.objectives as Objective[] }));
}

function refusalOf(command: Queue): string | null {
  const { settings, train, holdout, operators, strategy, objectives, weights } = command;
  const { population, elite, islands, crossover } = settings;
  if (population < 2) return `a population of ${population} has nobody to choose among: make it at least 2`;
  if (train < 1 || holdout < 1)
    return `the golden set has ${train} examples to train on and ${holdout} held out: each needs at least 1`;
  const sized = PopulationSettings.safeParse(settings);
  if (!sized.success) {
    const { path, message } = sized.error.issues[0]!;
    const name = String(path[0]);
    const given = (settings as Readonly<Record<string, unknown>>)[name];
    return `the setting "${name}" is ${JSON.stringify(given)}: ${message}`;
  }
  const said = objectivesRefusal(objectives);
  if (said !== null) return said;
  const weight = Object.entries(weights ?? {}).find(
    ([name, value]) => !objectives.some((one) => one.name === name) || !(value >= 0 && value < Infinity),
  );
  if (weight)
    return `the weight of "${weight[0]}" is ${weight[1]}: weigh objectives that are named, by numbers of at least 0`;
  if (elite >= population)
    return `an elite of ${elite} leaves no child in a population of ${population}: make it smaller`;
  if (population < 2 * islands)
    return `${population} on ${islands} islands leaves fewer than 2 on one: take fewer islands`;
  if (operators.mutations.length === 0) return 'there is no operator that mutates: nothing can be bred';
  if (operators.local.length === 0 && strategy !== 'random')
    return 'there is no operator for local search: nothing can be bred';
  if (crossover > 0 && operators.crossovers.length === 0 && strategy === 'evolve')
    return `crossover is ${crossover} and there is no operator that crosses: set it to 0`;
  const { candidates, short } = affordable(command, overhead(command));
  if (candidates >= PROPOSALS_MIN) return null;
  return (
    `its ${short} pay for ${Math.max(0, candidates)} proposals beside the controls, the incumbent and the hold-out: ${PROPOSALS_MIN} are the least; ` +
    `raise the ${short}, or make the sample or the hold-out smaller`
  );
}
