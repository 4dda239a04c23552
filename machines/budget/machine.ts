import { assign, enqueueActions, setup } from 'xstate';
import type { FactEvent } from '../decision.ts';
import { placeholder } from '../placeholder.ts';

export type BudgetContext = {
  readonly capEvaluations: number;
  readonly capMicro: number;
  readonly spentEvaluations: number;
  readonly spentMicro: number;
  /** Task → evaluations set aside for it. */
  readonly reserved: Readonly<Record<string, number>>;
};

type BudgetFact = FactEvent<
  | 'budget.opened'
  | 'budget.reserved'
  | 'budget.refused'
  | 'budget.spent'
  | 'budget.released'
  | 'effect.failed'
>;

function without(reserved: BudgetContext['reserved'], task: string): BudgetContext['reserved'] {
  const { [task]: _, ...rest } = reserved;
  return rest;
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
      const { task, evaluations } = (event as FactEvent<'budget.reserved'>).data;
      return { reserved: { ...context.reserved, [task]: evaluations } };
    }),
    grant: enqueueActions(({ event, enqueue }) => {
      const { task, evaluations } = (event as FactEvent<'budget.reserved'>).data;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: { to: { kind: 'task', id: task }, command: { type: 'fundsGranted', evaluations } },
      });
    }),
    deny: enqueueActions(({ event, enqueue }) => {
      const { task, reason } = (event as FactEvent<'budget.refused'>).data;
      enqueue.spawnChild('tell', {
        id: 'tell',
        input: { to: { kind: 'task', id: task }, command: { type: 'fundsDenied', reason } },
      });
    }),
    spend: assign(({ context, event }) => {
      const { task, evaluations, cost_micro } = (event as FactEvent<'budget.spent'>).data;
      const left = (context.reserved[task] ?? 0) - evaluations;
      return {
        spentEvaluations: context.spentEvaluations + evaluations,
        spentMicro: context.spentMicro + cost_micro,
        reserved: left > 0 ? { ...context.reserved, [task]: left } : without(context.reserved, task),
      };
    }),
    release: assign({
      reserved: ({ context, event }) =>
        without(context.reserved, (event as FactEvent<'budget.released'>).data.task),
    }),
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
      },
    },
  },
});
