import type { Asked, PopulationContext } from './context.ts';
import { sampleOf } from './context.ts';

type Spent = Pick<PopulationContext, 'proposals' | 'evaluations' | 'costMicro'>;
export type Affordable = {
  readonly candidates: number;
  readonly short: 'proposals' | 'evaluations' | 'money';
};

/**
 * How many more candidates each can be asked for and answer the whole sample, with enough left to put the finalists and the incumbent before the
 * hold-out; and what there is least of.
 */
export function affordable(
  asked: Pick<Asked, 'seed' | 'train' | 'holdout' | 'settings' | 'budget'>,
  spent: Spent,
): Affordable {
  const { budget, settings } = asked;
  const sample = sampleOf(asked, 'full').length;
  const kept = (settings.finalists + 1) * sampleOf(asked, 'holdout').length;
  const price = Math.max(budget.evaluation_micro, paidSoFar(spent));
  const counts = [
    { short: 'proposals', candidates: budget.proposals - spent.proposals },
    {
      short: 'evaluations',
      candidates: Math.floor((budget.evaluations - spent.evaluations - kept) / sample),
    },
    {
      short: 'money',
      candidates:
        price === 0
          ? Infinity
          : Math.floor((budget.micro - spent.costMicro - kept * price) / (sample * price)),
    },
  ] as const;
  return counts.reduce<Affordable>(
    (least, one) => (one.candidates < least.candidates ? one : least),
    counts[0],
  );
}

/** Micro-dollars of one evaluation by what was paid until now, proposals included: nobody may have known what one costs. */
function paidSoFar({ evaluations, costMicro }: Spent): number {
  return evaluations === 0 ? 0 : costMicro / evaluations;
}

/** Programs that the controls usually are, the incumbent's three runs among them. */
const CONTROLS = 12;

/** What has to be paid before anything is bred: the controls, and the incumbent on the sample. */
export function overhead(asked: Pick<Asked, 'seed' | 'train' | 'holdout' | 'settings' | 'budget'>): Spent {
  const evaluations = CONTROLS * sampleOf(asked, 'controls').length + sampleOf(asked, 'full').length;
  return { proposals: 0, evaluations, costMicro: evaluations * asked.budget.evaluation_micro };
}
