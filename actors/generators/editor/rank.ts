import type { Random } from '../../../machines/rules/random.ts';
import type { Edit } from './edit.ts';
import type { Suspicion } from './localise.ts';
import { priorOf } from './priors.ts';

/** An edit with the estimated chance that it is the fix; chances of one source sum to about 1. */
export type Ranked = { readonly edit: Edit; readonly chance: number };

/**
 * Most likely edit first: prior of its operator, shared among that operator's edits by weight and suspicion, so that an operator
 * with many edits does not drown the others, times what it does to the use of names. Ties are broken by the seed.
 */
export const rank = (
  edits: readonly Edit[],
  suspicion: Suspicion,
  usage: (edit: Edit) => number,
  random: Random,
): Ranked[] => {
  const shares = new Map<string, number>();
  const weighed = edits.map((edit) => {
    const weight = edit.weight * suspicion(edit);
    shares.set(edit.operator, (shares.get(edit.operator) ?? 0) + weight);
    return { edit, weight, tie: random.uniform() };
  });
  return weighed
    .map(({ edit, weight, tie }) => ({
      edit,
      tie,
      chance: (usage(edit) * priorOf(edit.operator) * weight) / (shares.get(edit.operator) ?? 1),
    }))
    .toSorted((a, b) => b.chance - a.chance || a.tie - b.tie)
    .map(({ edit, chance }) => ({ edit, chance }));
};
