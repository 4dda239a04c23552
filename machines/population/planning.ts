import { fact } from '../../events/catalog.ts';
import type { FactOf } from '../../events/catalog.ts';
import type { Phase } from '../../events/candidate.ts';
import { childrenOf, plannedChild } from '../rules/population/planning.ts';
import type { Planning } from '../rules/population/planning.ts';
import { affordable } from './affordable.ts';
import type { PopulationContext } from './context.ts';
import { sampleOf } from './context.ts';

type Planned = FactOf<'generation.planned'>;

function planningOf(context: PopulationContext, generation: number, phase: Phase): Planning {
  const { strategy, incumbent, objectives, operators, settings, seed } = context.asked!;
  return {
    strategy,
    phase,
    generation,
    incumbent,
    islands: context.islands,
    objectives,
    operators,
    settings,
    seed,
  };
}

/** The next generation, as large as is paid for. */
export function planGeneration(context: PopulationContext, generation: number, phase: Phase): Planned {
  const { settings } = context.asked!;
  const paid = affordable(context.asked!, context).candidates;
  const count = Math.min(childrenOf(generation, settings), Math.max(1, paid));
  const slots = Array.from({ length: count }, (_, slot) => slot);
  return planned(
    context,
    generation,
    phase,
    slots.map((slot) => ({ slot, attempt: 0 })),
  );
}

/** Slots whose children were refused, once more; those that no proposal is left for are dropped. */
export function planAgain(context: PopulationContext): Planned | null {
  const { budget } = context.asked!;
  const again = context.children
    .filter(([, , state]) => state === 'again')
    .slice(0, Math.max(0, budget.proposals - context.proposals))
    .map(([slot, attempt]) => ({ slot, attempt: attempt + 1 }));
  return again.length === 0 ? null : planned(context, context.generation, context.phase, again);
}

function planned(
  context: PopulationContext,
  generation: number,
  phase: Phase,
  slots: readonly { readonly slot: number; readonly attempt: number }[],
): Planned {
  const planning = planningOf(context, generation, phase);
  return fact('generation.planned', {
    generation,
    phase,
    sample: [...sampleOf(context.asked!, 'full')],
    children: slots.map(({ slot, attempt }) => plannedChild(planning, slot, attempt)),
  });
}
