import type { Strategy } from '../../../events/populationPlan.ts';
import type { ArmRun } from './arm.ts';
import type { HeldOut } from './heldOut.ts';

/** One population, for whoever wants more than the rows. */
export type PromptLine = {
  readonly strategy: Strategy;
  readonly seed: number;
  readonly generations: number;
  readonly evaluations: number;
  readonly proposals: number;
  readonly costMicro: number;
  readonly stop: string | null;
  readonly outcome: string | null;
  readonly decision: string | null;
  readonly seedPrompt: Omit<HeldOut, 'scores'>;
  readonly served: Omit<HeldOut, 'scores'>;
};

export function detailOf({ strategy, seed, answer, results, seedPrompt, served }: ArmRun): PromptLine {
  const { generations, evaluations, proposals, cost_micro: costMicro, stop, outcome } = answer;
  const short = ({ scores: _many, ...prompt }: HeldOut): Omit<HeldOut, 'scores'> => prompt;
  return {
    strategy,
    seed,
    generations,
    evaluations,
    proposals,
    costMicro,
    stop,
    outcome,
    decision: results.deployment?.notified ?? null,
    seedPrompt: short(seedPrompt),
    served: short(served),
  };
}
