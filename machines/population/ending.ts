import { fact } from '../../events/catalog.ts';
import type { FactData, FactOf, FactType } from '../../events/catalog.ts';
import { bestOf, ranked } from '../rules/population/islands.ts';
import { living, sampleOf } from './context.ts';
import type { PopulationContext } from './context.ts';

type Said = FactOf<FactType>;
type Ending = Pick<FactData<'population.ended'>, 'outcome' | 'artifact' | 'reason'>;

/** After the last generation: the best are put before the hold-out, or there is nobody to put there. */
export function conclude(context: PopulationContext): readonly Said[] {
  const { stop, asked } = context;
  if (stop?.stop === 'cancelled')
    return [ended(context, { outcome: 'cancelled', artifact: null, reason: stop.reason })];
  const finalists = finalistsOf(context);
  if (finalists.length > 0)
    return [fact('finalists.named', { sample: [...sampleOf(asked!, 'holdout')], finalists })];
  return undeployed(
    context,
    'nothing_better',
    `nobody but the incumbent lives: ${stop?.reason ?? 'it is over'}`,
  );
}

function finalistsOf(context: PopulationContext): string[] {
  const { incumbent, objectives, settings } = context.asked!;
  const others = living(context).filter(([id]) => id !== incumbent);
  // By quality, for nobody takes over with less: an end of the front that is cheap and wrong would take a share of alpha from who can.
  return ranked(others, objectives)
    .toSorted((a, b) => b.values[0]! - a.values[0]!)
    .map(({ candidate }) => candidate)
    .slice(0, settings.finalists);
}

/** It cannot go on. */
export function over(
  context: PopulationContext,
  stop: 'refused' | 'failed' | 'blocked',
  reason: string,
): readonly Said[] {
  const told = reason.slice(0, 1000);
  return [
    ...(context.stop === null ? [fact('population.stopped', { stop, reason: told })] : []),
    ended(context, { outcome: stop, artifact: null, reason: told }),
  ];
}

/** Nobody takes over, and why. */
export function undeployed(
  context: PopulationContext,
  outcome: 'nothing_better' | 'stored',
  reason: string,
  found: { readonly artifact: string | null; readonly numbers: Readonly<Record<string, number>> } = {
    artifact: null,
    numbers: {},
  },
): readonly Said[] {
  const told = reason.slice(0, 900);
  const { target } = context.asked!;
  return [
    fact('deployment.decided', {
      deploy: false,
      artifact: found.artifact,
      reason: told,
      numbers: { ...found.numbers },
      notified: `${target} goes on serving: ${told}`,
    }),
    ended(context, { outcome, artifact: outcome === 'stored' ? found.artifact : null, reason: told }),
  ];
}

/** The last fact of a population, with what it came to. */
export function ended(context: PopulationContext, { outcome, artifact, reason }: Ending): Said {
  const members = living(context);
  return fact('population.ended', {
    outcome,
    artifact,
    generations: members.length === 0 ? 0 : context.generation + 1,
    best: members.length === 0 ? null : bestOf(members, context.asked!.objectives).values[0]!,
    proposals: context.proposals,
    evaluations: context.evaluations,
    cost_micro: context.costMicro,
    reason: reason.slice(0, 1000),
  });
}
