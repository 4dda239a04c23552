import { fact } from '../../events/catalog.ts';
import type { FactData, FactOf, FactType } from '../../events/catalog.ts';
import { bestFitness, experimentTask } from './context.ts';
import type { OptimizationContext } from './context.ts';
import { improvement } from './next.ts';

type Said = FactOf<FactType>;
type Ending = Pick<FactData<'optimization.ended'>, 'outcome' | 'artifact' | 'reason'>;

/** After the last experiment: the best takes over, or the parent goes on. */
export function conclude(context: OptimizationContext): readonly Said[] {
  const { best, stop: stopped, offered } = context;
  if (stopped?.stop === 'cancelled')
    return [ended(context, { outcome: 'cancelled', artifact: null, reason: stopped.reason })];
  if (best === null)
    return [
      ended(context, {
        outcome: 'nothing_better',
        artifact: null,
        reason: stopped?.reason ?? 'nothing better was found',
      }),
    ];
  const { n, generator, temperature, artifact, fitness } = best;
  const { session } = context.asked!;
  return [
    fact('optimization.chosen', {
      n,
      task: experimentTask(session, n),
      generator,
      temperature,
      artifact,
      fitness,
      over: offered
        .filter((one) => one.n !== n)
        .map((one) => ({ n: one.n, task: experimentTask(session, one.n), fitness: one.fitness })),
    }),
  ];
}

/** Before there is anything to choose from: cancelled by somebody, else out of time. */
export function closing(context: OptimizationContext): Said {
  const { stop: stopped } = context;
  const outcome = stopped?.stop === 'cancelled' ? 'cancelled' : 'nothing_better';
  return ended(context, { outcome, artifact: null, reason: stopped?.reason ?? 'it stopped' });
}

/** It cannot go on. */
export function over(
  context: OptimizationContext,
  outcome: 'refused' | 'conflict',
  reason: string,
): readonly Said[] {
  const told = reason.slice(0, 1000);
  return [
    fact('optimization.stopped', { stop: 'refused', reason: told }),
    ended(context, { outcome, artifact: null, reason: told }),
  ];
}

/** The last fact of a session, with what it came to. */
export function ended(context: OptimizationContext, { outcome, artifact, reason }: Ending): Said {
  const improved = outcome === 'improved';
  return fact('optimization.ended', {
    outcome,
    artifact,
    fitness_before: context.parent?.fitness ?? null,
    fitness_after: improved ? bestFitness(context) : (context.parent?.fitness ?? null),
    improvement: improved ? improvement(context) : null,
    experiments: context.planned,
    evaluations: context.evaluations,
    cost_micro: context.costMicro,
    reason: reason.slice(0, 1000),
  });
}
