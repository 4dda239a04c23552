import type { batchFacts } from '../../events/batch.ts';
import type { budgetFacts } from '../../events/budget.ts';
import type { FactData } from '../../events/catalog.ts';
import type { logFacts } from '../../events/log.ts';
import { json } from './place.ts';
import type { Place, Places, Row } from './place.ts';

/** What a budget can say of a movement; who holds it is a task unless it says a kind. */
type Moved = { readonly evaluations: number } & Partial<
  FactData<'budget.refused'> & Pick<FactData<'budget.spent'>, 'beyond_micro'>
>;

function moved(fact: string, data: Moved): Row {
  const { task = null, evaluations, cost_micro = null, left = null, reason = null } = data;
  const kind = task === null ? null : (data.kind ?? 'task');
  return [
    fact,
    task,
    evaluations,
    cost_micro,
    left,
    reason,
    kind,
    data.left_micro ?? null,
    data.beyond_micro ?? null,
  ];
}

/** Places of the facts that keep the house: budgets, the log, effects, machines (`facts/house.sql`). */
export const housePlaces: Places<typeof budgetFacts> &
  Places<typeof batchFacts> &
  Places<typeof logFacts> & {
    readonly [Type in 'effect.failed' | 'machine.upgraded']: Place<FactData<Type>>;
  } = {
  'budget.opened': {
    table: 'budget_moved',
    row: ({ cap_evaluations, cap_micro }) =>
      moved('opened', { evaluations: cap_evaluations, cost_micro: cap_micro }),
  },
  'budget.reserved': { table: 'budget_moved', row: (data) => moved('reserved', data) },
  'budget.refused': { table: 'budget_moved', row: (data) => moved('refused', data) },
  'budget.spent': { table: 'budget_moved', row: (data) => moved('spent', data) },
  'budget.released': { table: 'budget_moved', row: (data) => moved('released', data) },
  'batch.planned': {
    table: 'batch_planned',
    row: (data) => [
      data.n,
      data.position,
      data.considered,
      data.budget_micro,
      data.limit,
      json(data.criteria),
      json(data.chosen),
      json(data.skipped),
      data.not_listed,
    ],
  },
  'batch.ended': {
    table: 'batch_ended',
    row: (data) => [
      data.n,
      json(data.outcomes),
      data.not_listed,
      data.sessions,
      data.improved,
      data.spent_micro,
      data.roi_estimated,
      data.reason,
    ],
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
