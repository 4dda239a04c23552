import type { FactData } from '../../events/catalog.ts';
import type { ExperimentStage, OptimizationPlan, Setting } from '../../events/optimization.ts';
import type { FactEvent } from '../decision.ts';
import type { Measured } from '../rules/measured.ts';

/** An experiment that has not ended. */
export type OpenExperiment = Setting & {
  readonly n: number;
  readonly task: string;
  readonly stage: ExperimentStage;
};

/** A candidate that is better than the parent; its task holds it until the session takes or drops it. */
export type Offered = { readonly n: number; readonly fitness: number };

/** The best of them. */
export type Best = Offered & Setting & { readonly artifact: string };

export type OptimizationContext = {
  readonly asked: Pick<
    FactData<'optimization.queued'>,
    'session' | 'capability' | 'kind' | 'target' | 'trigger' | 'priority' | 'aim'
  > | null;
  readonly plan: OptimizationPlan | null;
  readonly stage: ExperimentStage;
  readonly paused: boolean;
  /** The target takes part, so it has to be told when the session is over. */
  readonly joined: boolean;
  readonly funded: boolean;
  readonly parent: { readonly fitness: number; readonly measured: Measured } | null;
  readonly open: readonly OpenExperiment[];
  readonly offered: readonly Offered[];
  /** The best of what was offered; null: nothing is better than the parent yet. */
  readonly best: Best | null;
  /** What the climb tried; what has no temperature only from the best, because from another it is another experiment. */
  readonly climbed: readonly (Setting & { readonly from: string | null })[];
  /** Experiments planned so far; the next one's number is one more. */
  readonly planned: number;
  readonly evaluations: number;
  readonly costMicro: number;
  /** When it was last better, as its fact says. */
  readonly bestAt: string | null;
  /** Working time before `since`, ms; pauses are none. `since` null: it rests. */
  readonly workedMs: number;
  readonly since: string | null;
  readonly evolved: boolean;
  readonly stop: FactData<'optimization.stopped'> | null;
  readonly taking: number | null;
};

export type OptimizationFact = FactEvent<
  | 'optimization.queued'
  | 'optimization.refused'
  | 'optimization.started'
  | 'optimization.joined'
  | 'optimization.funded'
  | 'parent.proved'
  | 'experiment.planned'
  | 'experiment.ended'
  | 'tool.evolved'
  | 'optimization.paused'
  | 'optimization.resumed'
  | 'optimization.stopped'
  | 'optimization.chosen'
  | 'optimization.ended'
  | 'effect.failed'
>;

export const fresh: OptimizationContext = {
  asked: null,
  plan: null,
  stage: 'experiments',
  paused: false,
  joined: false,
  funded: false,
  parent: null,
  open: [],
  offered: [],
  best: null,
  climbed: [],
  planned: 0,
  evaluations: 0,
  costMicro: 0,
  bestAt: null,
  workedMs: 0,
  since: null,
  evolved: false,
  stop: null,
  taking: null,
};

/** The best fitness so far: the parent's until something is better; null before it is measured. */
export function bestFitness({ best, parent }: OptimizationContext): number | null {
  return best?.fitness ?? parent?.fitness ?? null;
}

/** The task that makes an experiment. */
export function experimentTask(session: string, n: number): string {
  return `${session}-x${n}`;
}

/** The context after an experiment ended. Ended ones of one stage may come in any order: the result is the same. */
export function afterExperiment(
  context: OptimizationContext,
  data: FactData<'experiment.ended'>,
  at: string,
): OptimizationContext {
  const { n, generator, temperature, outcome, artifact, fitness } = data;
  const after = {
    ...context,
    open: context.open.filter((one) => one.n !== n),
    planned: Math.max(context.planned, n),
    evaluations: context.evaluations + data.evaluations,
    costMicro: context.costMicro + data.cost_micro,
  };
  if (outcome !== 'better' || artifact === null || fitness === null) return after;
  const one: Best = { n, generator, temperature, artifact, fitness };
  const gained = fitness > (bestFitness(context) ?? 0);
  return {
    ...after,
    offered: [...context.offered, { n, fitness }].toSorted((a, b) => a.n - b.n),
    best: isBetter(one, context.best) ? one : context.best,
    bestAt: gained ? at : context.bestAt,
  };
}

/** Arg-max (SPEC C55); of equals the earlier one. */
function isBetter(one: Best, best: Best | null): boolean {
  return best === null || one.fitness > best.fitness || (one.fitness === best.fitness && one.n < best.n);
}

/** The context after an experiment was planned. */
export function afterPlan(
  context: OptimizationContext,
  { n, task, generator, temperature, stage, from }: FactData<'experiment.planned'>,
): OptimizationContext {
  const open = [...context.open, { n, task, generator, temperature, stage }];
  if (stage === 'experiments') return { ...context, stage, planned: n, open };
  const climbed = [
    ...context.climbed.filter((one) => one.temperature !== null || one.from === from),
    { generator, temperature, from: temperature === null ? from : null },
  ];
  return { ...context, stage, planned: n, open, climbed };
}

/** The specialised tool of a capability, as it is shown. */
export function expertName(capability: string): string {
  return `${capability}-expert`;
}

/** How many times the parent's fitness. */
export function gainOf(fitness: number, parent: number): number {
  return Math.round((fitness / parent) * 1e6) / 1e6;
}

/** Names the message that submits an experiment, so that its failure is told from others. */
export function submission(n: number): string {
  return `submit-${n}`;
}

/** Names the message that selects the best: while it cannot be told, the session waits for nothing else. */
export const SELECTION = 'select';
