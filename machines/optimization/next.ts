import { fact } from '../../events/catalog.ts';
import type { FactData, FactOf } from '../../events/catalog.ts';
import type { ExperimentStage, KnownExperiment, Setting } from '../../events/optimization.ts';
import { deriveSeed } from '../rules/random.ts';
import { NEIGHBOUR_GENERATOR } from '../task/context.ts';
import { bestFitness, experimentTask, expertName, gainOf } from './context.ts';
import type { Best, OptimizationContext } from './context.ts';

type Next =
  | FactOf<'experiment.planned'>
  | FactOf<'experiment.ended'>
  | FactOf<'tool.evolved'>
  | FactOf<'optimization.stopped'>;

/** A step of the climb, in temperature (SPEC T18). */
const STEP = 0.1;
const WARMEST = 2;
/** Steps of the climb: what has no temperature could go on for ever, and the context of a session has to stay small. */
export const CLIMB_MAX = 30;

/**
 * What follows when no experiment is open (SPEC T12-T22, C53-C55): stage 1 is followed by a tool where the gain is large enough, then by the
 * climb from the best, both neighbours at a time; the first reason to stop ends it.
 */
export function nextSteps(context: OptimizationContext, session: string): readonly Next[] {
  const plan = context.plan!;
  const { best, parent } = context;
  const stopped = stopOf(context);
  const evolved = evolvedTool(context);
  if (stopped) return [...evolved, fact('optimization.stopped', stopped)];
  if (context.stage === 'experiments' && context.planned === 0)
    return plan.experiments.map((setting, index) => {
      const known = stillKnown(context).find((one) => settingText(one) === settingText(setting));
      if (known) return madeBefore(context, known, index + 1);
      return planned(context, session, setting, { n: index + 1, stage: 'experiments', from: null });
    });
  if (best === null || parent === null)
    return [
      fact('optimization.stopped', {
        stop: 'nothing_better',
        reason: `none of ${context.planned} experiments is better than ${parent?.fitness ?? 'the parent'}`,
      }),
    ];
  const around = neighbours(best, context);
  if (around.length === 0)
    return [
      ...evolved,
      fact('optimization.stopped', {
        stop: 'converged',
        reason: `nothing around ${settingText(best)} is left to try`,
      }),
    ];
  return [
    ...evolved,
    ...around.map((setting, index) =>
      planned(context, session, setting, {
        n: context.planned + index + 1,
        stage: 'climb',
        from: best.artifact,
      }),
    ),
  ];
}

/** A session may wait for long: where the suite was extended meanwhile, what was tried on the one before says nothing. */
function stillKnown({ plan, parent }: OptimizationContext): readonly KnownExperiment[] {
  const { suite, known } = plan!;
  return suite === undefined || suite === parent?.measured.suite.hash ? known : [];
}

function planned(
  { plan }: OptimizationContext,
  session: string,
  { generator, temperature }: Setting,
  { n, stage, from }: { readonly n: number; readonly stage: ExperimentStage; readonly from: string | null },
): FactOf<'experiment.planned'> {
  return fact('experiment.planned', {
    n,
    task: experimentTask(session, n),
    generator,
    temperature,
    stage,
    from,
    // Of a setting, not of its number: the same experiment of another session is the same experiment (SPEC P57).
    seed: deriveSeed(plan!.seed, `${stage} ${generator} ${temperature} ${from}`),
  });
}

/** The same was tried on the same code before: what came of it is known, and nothing is spent (SPEC P57). */
function madeBefore(
  { parent }: OptimizationContext,
  { generator, temperature, task, outcome, fitness }: KnownExperiment,
  n: number,
): FactOf<'experiment.ended'> {
  return fact('experiment.ended', {
    n,
    task,
    generator,
    temperature,
    stage: 'experiments',
    outcome: 'known',
    artifact: null,
    fitness,
    best: parent?.fitness ?? 0,
    evaluations: 0,
    cost_micro: 0,
    reason: `task/${task} tried it on the same code and suite: ${outcome}`,
  });
}

/** Why no further experiment is begun; null: one may be. */
function stopOf(context: OptimizationContext): FactData<'optimization.stopped'> | null {
  const { plan, best, stage, costMicro, planned: made } = context;
  const { stop_fitness, patience, budget_micro, experiment_micro } = plan!;
  if (best !== null && best.fitness > stop_fitness)
    return { stop: 'fitness', reason: `fitness ${best.fitness} is above ${stop_fitness}` };
  // Counted by numbers, not by arrival, so that no order of ending changes it.
  const climbed = made - plan!.experiments.length;
  const barren = Math.min(climbed, made - (best?.n ?? 0));
  if (stage === 'climb' && barren >= patience)
    return { stop: 'patience', reason: `${barren} experiments in a row without a gain` };
  if (climbed >= CLIMB_MAX) return { stop: 'steps', reason: `${climbed} steps of the climb are the most` };
  if (made > 0 && best !== null && affordable(context) < 1)
    return {
      stop: 'budget',
      reason: `${costMicro} of ${budget_micro} micro-dollars are spent, another experiment may cost ${experiment_micro}`,
    };
  return null;
}

/** The tool that the best setting becomes, once per session and only above the gain (SPEC T16). */
function evolvedTool({
  plan,
  best,
  parent,
  evolved,
  asked,
}: OptimizationContext): readonly FactOf<'tool.evolved'>[] {
  if (evolved || best === null || parent === null || parent.fitness === 0) return [];
  // Where it began from is of this session: nobody else can be asked like this.
  if (best.generator === NEIGHBOUR_GENERATOR) return [];
  const gain = gainOf(best.fitness, parent.fitness);
  if (gain <= plan!.tool_gain) return [];
  const { generator, temperature, fitness, artifact } = best;
  return [
    fact('tool.evolved', {
      name: expertName(asked!.capability),
      generator,
      temperature,
      fitness,
      gain,
      artifact,
    }),
  ];
}

/**
 * One step colder and one warmer. What has no temperature goes on from the best itself, and so do the others of the plan that have none.
 * Nothing twice.
 */
function neighbours(best: Best, context: OptimizationContext): readonly Setting[] {
  return untried(best, context).slice(0, Math.min(stepsLeft(context), affordable(context)));
}

function stepsLeft({ plan, planned: made }: OptimizationContext): number {
  return CLIMB_MAX - (made - plan!.experiments.length);
}

/** Experiments that what is left of the money pays for, each at its dearest. */
function affordable({ plan, costMicro }: OptimizationContext): number {
  const { budget_micro, experiment_micro } = plan!;
  return experiment_micro === 0 ? Infinity : Math.floor((budget_micro - costMicro) / experiment_micro);
}

function untried(best: Best, { climbed, plan }: OptimizationContext): readonly Setting[] {
  const { generator, temperature, artifact } = best;
  if (temperature === null)
    return plan!.experiments.filter(
      (one) =>
        one.temperature === null &&
        !climbed.some((tried) => tried.generator === one.generator && tried.from === artifact),
    );
  return [temperature - STEP, temperature + STEP]
    .map((value) => Math.round(value * 10) / 10)
    .filter((value) => value >= 0 && value <= WARMEST)
    .filter(
      (value) =>
        ![...climbed, ...plan!.experiments].some(
          (one) => one.generator === generator && one.temperature === value,
        ),
    )
    .map((value) => ({ generator, temperature: value }));
}

/** A setting in words. */
export function settingText({ generator, temperature }: Setting): string {
  return temperature === null ? generator : `${generator} at ${temperature}`;
}

/** What a paused session would try next. */
export function nextSettings(context: OptimizationContext): Setting[] {
  const { plan, parent, open, planned: made, best } = context;
  if (plan === null || open.length > 0) return [];
  if (made === 0) return plan.experiments;
  return parent === null || best === null || stopOf(context) !== null ? [] : [...neighbours(best, context)];
}

/** Percent of the fitness before (SPEC T24). */
export function improvement(context: OptimizationContext): number | null {
  const before = context.parent?.fitness ?? null;
  const after = bestFitness(context);
  if (before === null || after === null || before === 0 || after <= before) return null;
  return Math.round(((after - before) / before) * 1e6) / 1e4;
}
