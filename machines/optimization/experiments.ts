import { fact } from '../../events/catalog.ts';
import type { FactOf, FactType } from '../../events/catalog.ts';
import type { DecisionMeta } from '../decision.ts';
import type { OptimizationCommand } from './commands.ts';
import { afterExperiment, bestFitness } from './context.ts';
import type { OptimizationContext } from './context.ts';
import { conclude } from './ending.ts';
import { nextSteps } from './next.ts';

type Said = FactOf<FactType>;
type Reported = Extract<OptimizationCommand, { type: 'experimentEnded' }>;

/** What follows where nothing is open and nothing holds it up. */
export function goOn(context: OptimizationContext, meta: DecisionMeta): readonly Said[] {
  if (context.open.length > 0) return [];
  if (context.stop !== null) return conclude(context);
  if (context.paused) return [];
  const steps = nextSteps(context, meta.self.id);
  const said: Said[] = [];
  let after = context;
  for (const step of steps) {
    said.push(step);
    if (step.type === 'optimization.stopped') return [...said, ...conclude({ ...after, stop: step.data })];
    if (step.type === 'experiment.ended') after = afterExperiment(after, step.data, meta.at);
    if (step.type === 'tool.evolved') after = { ...after, evolved: true };
  }
  const begins = steps.some(({ type }) => type === 'experiment.planned');
  return begins ? said : [...said, ...goOn(after, meta)];
}

/**
 * What an experiment came to beside the parent: better only where the fitness is, whatever its task thought of single metrics. Once the session
 * stopped its task is told to drop it, so whatever it has found by then is not taken.
 */
export function endedExperiment(
  context: OptimizationContext,
  { n, task, generator, temperature, stage }: OptimizationContext['open'][number],
  { outcome, artifact, fitness, evaluations, cost_micro, reason }: Reported,
): FactOf<'experiment.ended'> {
  const parent = context.parent!.fitness;
  const dropped = context.stop !== null;
  const better = !dropped && outcome === 'better' && fitness !== null && fitness > parent;
  const below = outcome === 'better' && !better && !dropped;
  const why =
    fitness === null
      ? 'its fitness is no number'
      : `its fitness ${fitness} is not above the parent's ${parent}`;
  const shown = below ? `${why}: ${reason}` : reason;
  const best = Math.max(bestFitness(context)!, better ? fitness : 0);
  return fact('experiment.ended', {
    n,
    task,
    generator,
    temperature,
    stage,
    outcome: dropped ? 'dropped' : below ? 'below' : outcome,
    artifact,
    fitness,
    best,
    evaluations,
    cost_micro,
    reason: shown.slice(0, 1000),
  });
}
