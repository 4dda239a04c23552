import type { budgetFacts } from '../../events/budget.ts';
import type { FactData } from '../../events/catalog.ts';
import type { logFacts } from '../../events/log.ts';
import type { Place, Places } from './place.ts';

/** Places of the facts that keep the house: budgets, the log, effects, machines (`facts/house.sql`). */
export const housePlaces: Places<typeof budgetFacts> &
  Places<typeof logFacts> & {
    readonly [Type in 'effect.failed' | 'machine.upgraded']: Place<FactData<Type>>;
  } = {
  'budget.opened': {
    table: 'budget_moved',
    row: ({ cap_evaluations, cap_micro }) => ['opened', null, cap_evaluations, cap_micro, null, null],
  },
  'budget.reserved': {
    table: 'budget_moved',
    row: ({ task, evaluations }) => ['reserved', task, evaluations, null, null, null],
  },
  'budget.refused': {
    table: 'budget_moved',
    row: ({ task, evaluations, left, reason }) => ['refused', task, evaluations, null, left, reason],
  },
  'budget.spent': {
    table: 'budget_moved',
    row: ({ task, evaluations, cost_micro }) => ['spent', task, evaluations, cost_micro, null, null],
  },
  'budget.released': {
    table: 'budget_moved',
    row: ({ task, evaluations }) => ['released', task, evaluations, null, null, null],
  },
  'log.sealed': { table: 'log_sealed', row: ({ from, to, commits, root }) => [from, to, commits, root] },
  'blob.erased': { table: 'blob_erased', row: ({ hash, reason }) => [hash, reason] },
  'runs.lost': {
    table: 'runs_lost',
    row: ({ writer, capability, at_most }) => [writer, capability, at_most],
  },
  'effect.failed': {
    table: 'effect_failed',
    row: ({ name, child, error, attempts }) => [name, child, error, attempts],
  },
  'machine.upgraded': { table: 'machine_upgraded', row: ({ from, to }) => [from, to] },
};
