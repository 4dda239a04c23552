import type { AnyMachineSnapshot } from 'xstate';
import type { PopulationContext } from '../../machines/population/context.ts';

/** Where a population is in its work, and what it waits for, in words. */
export type PopulationStanding = { readonly stage: string; readonly waits: string };

/** Null: it waits for nothing, it is over. */
export function populationWaits(
  { value }: Pick<AnyMachineSnapshot, 'value'>,
  context: PopulationContext,
): PopulationStanding | null {
  if (value === 'queued')
    return { stage: 'queued', waits: 'somebody to begin it: `dse evolve` on what it searches does' };
  if (typeof value !== 'object') return null;
  const stage = String(Object.values(value)[0]);
  const waits = (WAITS[stage] ?? (() => 'a worker (`dse work`, `dse serve`)'))(context);
  return { stage, waits: context.stop === null ? waits : `${waits}; then it stops: ${context.stop.reason}` };
}

const children = ({ children: all, generation, phase }: PopulationContext, pending: readonly string[]) => {
  const open = all.filter(([, , state]) => pending.includes(state)).length;
  return `${open} of the ${all.length} children of generation ${generation} (${phase})`;
};

const WAITS: Readonly<Record<string, (context: PopulationContext) => string>> = {
  funding: ({ asked }) =>
    `budget ${asked!.budget.id} to grant ${asked!.budget.evaluations} evaluations and $${(asked!.budget.micro / 1e6).toFixed(6)}`,
  controlling: () => 'its controls: what is known to be bad has to be seen to be bad first',
  breeding: (context) => `${children(context, ['breeding', 'again'])} to be bred`,
  evaluating: (context) => `${children(context, ['bred', 'gate', 'full'])} to be evaluated`,
  rescoring: ({ finalists }) =>
    `${finalists.filter(([, answered]) => !answered).length} of ${finalists.length} (finalists and what serves) to answer the held-out examples`,
  comparing: () => 'its finalists to be held against what serves',
  preparing: ({ chosen }) => `what ${chosen!.chosen} mends to be made evidence`,
  extending: ({ asked }) => `${asked!.capability} to extend its suite by that`,
  measuring: ({ asked }) => `${asked!.target} to be proved on the suite of today`,
  proving: ({ winner }) => `${winner} to be proved`,
};
