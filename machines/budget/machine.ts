import { assign, enqueueActions, setup } from 'xstate';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';
import { holderKey, withHeld } from './reservations.ts';
import type { Reservations } from './reservations.ts';

export type BudgetContext = Reservations & {
  readonly capEvaluations: number;
  readonly capMicro: number;
  readonly spentEvaluations: number;
  readonly spentMicro: number;
  /** Batches planned on it; absent: none yet. */
  readonly batches?: number;
};

type BudgetFact = FactEvent<
  | 'budget.opened'
  | 'budget.reserved'
  | 'budget.refused'
  | 'budget.spent'
  | 'budget.released'
  | 'batch.planned'
  | 'batch.ended'
  | 'effect.failed'
>;

/** What of an amount is left; undefined when nothing is. */
function rest(held: number | undefined, used: number): number | undefined {
  return held !== undefined && held > used ? held - used : undefined;
}

/** What is limited is an actor (law 9): reserve, then spend or release (SPEC C6, C18). Evaluations decide, money is booked. */
export const budgetMachine = setup({
  types: {} as { context: BudgetContext; events: BudgetFact },
  actors: { tell: placeholder },
  actions: {
    noted: assign({}),
    open: assign(({ event }) => {
      const { cap_evaluations, cap_micro } = (event as FactEvent<'budget.opened'>).data;
      return { capEvaluations: cap_evaluations, capMicro: cap_micro };
    }),
    reserve: assign(({ context, event }) => {
      const { evaluations, cost_micro, ...holder } = (event as FactEvent<'budget.reserved'>).data;
      return withHeld(context, holder, evaluations, cost_micro);
    }),
    grant: enqueueActions(({ event, enqueue }) => {
      const { task, kind = 'task', ...granted } = (event as FactEvent<'budget.reserved'>).data;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: { to: { kind, id: task }, command: { type: 'fundsGranted', ...granted } },
      });
    }),
    deny: enqueueActions(({ event, enqueue }) => {
      const { task, kind = 'task', reason, left, left_micro } = (event as FactEvent<'budget.refused'>).data;
      const money = left_micro === undefined ? {} : { left, left_micro };
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: { to: { kind, id: task }, command: { type: 'fundsDenied', reason, ...money } },
      });
    }),
    spend: assign(({ context, event }) => {
      const { evaluations, cost_micro, ...holder } = (event as FactEvent<'budget.spent'>).data;
      const key = holderKey(holder);
      return {
        spentEvaluations: context.spentEvaluations + evaluations,
        spentMicro: context.spentMicro + cost_micro,
        ...withHeld(
          context,
          holder,
          rest(context.reserved[key], evaluations),
          rest(context.reservedMicro?.[key], cost_micro),
        ),
      };
    }),
    planBatch: assign({ batches: ({ event }) => (event as FactEvent<'batch.planned'>).data.n }),
    release: assign(({ context, event }) =>
      withHeld(context, (event as FactEvent<'budget.released'>).data, undefined, undefined),
    ),
  },
}).createMachine({
  id: 'budget',
  initial: 'absent',
  context: { capEvaluations: 0, capMicro: 0, spentEvaluations: 0, spentMicro: 0, reserved: {} },
  on: { 'effect.failed': { actions: 'noted' } },
  states: {
    absent: { on: { 'budget.opened': { target: 'open', actions: 'open' } } },
    open: {
      on: {
        'budget.opened': { actions: 'open' },
        'budget.reserved': { actions: ['reserve', 'grant'] },
        'budget.refused': { actions: 'deny' },
        'budget.spent': { actions: 'spend' },
        'budget.released': { actions: 'release' },
        'batch.planned': { actions: 'planBatch' },
        'batch.ended': { actions: 'noted' },
      },
    },
  },
});
