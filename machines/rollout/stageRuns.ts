import type { ArmSeen, RolloutPlan } from '../../events/rolloutFacts.ts';
import type { RolloutStage } from '../../events/rolloutRules.ts';
import { stagesOf } from './context.ts';
import type { Progress } from './context.ts';

/** What counts for a stage: where challengers answer, only what they answered; a shadow run says nothing of a share. */
export const countedIn = (stage: RolloutStage, { runs, beside }: ArmSeen): number =>
  stage === 'shadow' ? runs : runs - beside;

/** Runs of each challenger that is left, since the stage began. */
export function stageRuns(
  plan: RolloutPlan,
  progress: Pick<Progress, 'stage' | 'from' | 'arms'>,
): readonly { readonly artifact: string; readonly runs: number }[] {
  const stage = stagesOf(plan)[progress.stage]!;
  const before = (artifact: string): number =>
    progress.from.find((arm) => arm.artifact === artifact)?.runs ?? 0;
  return progress.arms
    .filter(({ artifact }) => artifact !== plan.incumbent)
    .map((arm) => ({ artifact: arm.artifact, runs: countedIn(stage, arm) - before(arm.artifact) }));
}
