import { isFields } from '../../events/json.ts';
import { shareOfPercent } from './percent.ts';

/** A capability file in which the stages of a rollout are shares, whether they were written so or as percentages (`25%`). */
export function percentStages(file: unknown): unknown {
  const { rollout } = isFields(file) ? file : {};
  const { stages } = isFields(rollout) ? rollout : {};
  if (!isFields(file) || !isFields(rollout) || !Array.isArray(stages)) return file;
  const shares = stages.map((stage: unknown) =>
    typeof stage === 'string' ? (shareOfPercent(stage) ?? stage) : stage,
  );
  return { ...file, rollout: { ...rollout, stages: shares } };
}
