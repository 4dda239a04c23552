import { fact } from '../../events/catalog.ts';
import type { FactData, FactOf, FactType } from '../../events/catalog.ts';
import type { Reading, RolloutPlan } from '../../events/rolloutFacts.ts';
import type { RolloutMetric } from '../../events/rolloutRules.ts';
import { leftOf, stagesOf } from './context.ts';
import type { Progress } from './context.ts';
import { without } from './progress.ts';
import { compare, harmOf, held, neededFor, qualifies, readingsOf } from './readings.ts';
import { splitOf } from './splits.ts';
import { countedIn, stageRuns } from './stageRuns.ts';

type Said = FactOf<FactType>;

/** Where a rollout stands after what was said of it. `over`: nothing more is counted. */
export type Walk = { readonly progress: Progress; readonly said: readonly Said[]; readonly over: boolean };

const number = (value: number | null): string =>
  value === null ? 'unseen' : String(Number(value.toPrecision(3)));

/** A reading in words. */
export function inWords({ metric, asks, margin, incumbent, challenger, evidence, needed }: Reading): string {
  const question = {
    safe: `not worse by ${margin}`,
    harmed: `worse by more than ${margin}`,
    better: 'better',
  }[asks];
  return `${metric} ${number(challenger)} against ${number(incumbent)}, ${question}: evidence ${number(evidence)} of ${number(needed)}`;
}

const cut = (reason: string): string => reason.slice(0, 1000);

/** Goes to a stage; to the last one with who takes over. */
export function staged(
  rollout: string,
  plan: RolloutPlan,
  progress: Progress,
  n: number,
  why: { readonly reason: string } & Pick<FactData<'rollout.staged'>, 'winner' | 'compared'>,
): Walk {
  const stage = stagesOf(plan)[n]!;
  const from = progress.arms.map((arm) => ({ artifact: arm.artifact, runs: countedIn(stage, arm) }));
  const split = splitOf(rollout, plan, progress, stage);
  const readings = readingsOf(plan, progress);
  const said = fact('rollout.staged', { n, stage, split, from, readings, ...why, reason: cut(why.reason) });
  return { progress: { ...progress, stage: n, from, split }, said: [said], over: stage === 1 };
}

/** The last fact of a rollout. */
export function concluded(
  plan: RolloutPlan,
  progress: Progress,
  outcome: FactData<'rollout.concluded'>['outcome'],
  reason: string,
  artifact: string | null = null,
  by: 'rollout' | 'capability' = 'rollout',
): Walk {
  const readings = readingsOf(plan, progress);
  const said = fact('rollout.concluded', {
    outcome,
    by,
    artifact,
    reason: cut(reason),
    readings,
    seen: progress.seen,
  });
  return { progress, said: [said], over: true };
}

/** A challenger leaves; with the last one the rollout is over. */
export function leaves(
  rollout: string,
  plan: RolloutPlan,
  progress: Progress,
  artifact: string,
  why: { readonly guard: RolloutMetric | null; readonly reason: string },
): Walk {
  const readings = [...neededFor(plan, progress, artifact), ...harmOf(plan, progress, artifact)];
  const rest = without(plan, progress, artifact, why.guard !== null);
  const last = leftOf(plan, rest).length === 0;
  const split = last ? null : splitOf(rollout, plan, rest, stagesOf(plan)[progress.stage]!);
  const reason = cut(why.reason);
  const said = fact('rollout.rolled_back', { artifact, guard: why.guard, reason, readings, split });
  const after = { ...rest, split };
  if (!last) return { progress: after, said: [said], over: false };
  const end = concluded(plan, after, 'rolled_back', reason);
  return { ...end, said: [said, ...end.said] };
}

/** Who has enough runs in this stage, and is not held by the clock. */
function ready(plan: RolloutPlan, progress: Progress): readonly string[] {
  return stageRuns(plan, progress)
    .filter(({ runs }) => runs >= plan.rules.min_runs)
    .map(({ artifact }) => artifact)
    .filter((artifact) => !held(plan, progress, artifact));
}

function takesOver(rollout: string, plan: RolloutPlan, progress: Progress, able: readonly string[]): Walk {
  const compared = compare(plan, progress, able);
  const winner = compared[0]!.artifact;
  const { runs } = progress.arms.find(({ artifact }) => artifact === winner)!;
  const others =
    compared.length > 1
      ? `best of ${compared.map(({ artifact, score }) => `${artifact} (${score})`).join(', ')}; `
      : '';
  const evidence = neededFor(plan, progress, winner).map(inWords).join('; ');
  const reason = `${winner} after ${progress.seen} answered runs and ${runs} of its own: ${others}${evidence}`;
  return staged(rollout, plan, progress, stagesOf(plan).length - 1, {
    reason,
    winner,
    compared: [...compared],
  });
}

/**
 * What the numbers say now, looked at after every value: harm first, then the end of a stage, then the limit. The promotion wants every
 * challenger that is left to have shown enough, or the limit to be reached with one that has.
 */
export function react(rollout: string, plan: RolloutPlan, progress: Progress): Walk {
  for (const { artifact } of leftOf(plan, progress)) {
    const harm = harmOf(plan, progress, artifact).find(({ shown }) => shown);
    if (harm)
      return leaves(rollout, plan, progress, artifact, {
        guard: harm.metric,
        reason: `${artifact}: ${inWords(harm)}`,
      });
  }
  const stages = stagesOf(plan);
  const all = ready(plan, progress);
  const lastPart = stages[progress.stage + 1] === 1;
  const complete = all.length === leftOf(plan, progress).length;
  const able = lastPart ? all.filter((artifact) => qualifies(plan, progress, artifact)) : [];
  const limit = progress.seen >= plan.rules.limit_runs;
  if (able.length > 0 && (limit || able.length === leftOf(plan, progress).length))
    return takesOver(rollout, plan, progress, able);
  if (complete && !lastPart)
    return staged(rollout, plan, progress, progress.stage + 1, {
      reason: `${plan.rules.min_runs} runs of each in stage ${stages[progress.stage]}, and no harm shown`,
    });
  if (limit)
    return concluded(
      plan,
      progress,
      'undecided',
      `${progress.seen} answered runs and not enough shown: ${readingsOf(plan, progress)
        .filter(({ asks, shown }) => asks !== 'harmed' && !shown)
        .map(inWords)
        .join('; ')}`,
    );
  return { progress, said: [], over: false };
}
