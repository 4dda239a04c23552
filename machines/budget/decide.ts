import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { FactData } from '../../events/catalog.ts';
import type { ActorKind } from '../../events/commit.ts';
import { decided, illegal, refused } from '../decision.ts';
import type { Decide, Decision, EffectFailed, TellRefused } from '../decision.ts';
import type { BudgetContext, budgetMachine } from './machine.ts';
import { holderKey, holderOf, sum } from './reservations.ts';
import type { Holder } from './reservations.ts';

/** What a holder asks for or used. Money in micro-dollars; absent: none is asked for, only that there is some left. */
type Amounts = { readonly evaluations: number; readonly cost_micro?: number };

export type BudgetCommand =
  | { readonly type: 'open'; readonly cap_evaluations: number; readonly cap_micro: number }
  | ({ readonly type: 'reserve' } & Amounts)
  /** Its holder is over: what it used is booked, whatever came of it, and the rest is released. */
  | ({ readonly type: 'settle' } & Required<Amounts>)
  /** What a batch chose to improve with this money, and what came of it. */
  | ({ readonly type: 'planBatch' } & Omit<FactData<'batch.planned'>, 'n'>)
  | ({ readonly type: 'endBatch' } & FactData<'batch.ended'>)
  | EffectFailed
  | TellRefused;

/** At most this many reservations at once, and this many characters of them, keep the context below its 8 KiB. */
const RESERVATIONS_MAX = 80;
const RESERVATIONS_CHARS_MAX = 7000;

/** What a budget answers to a command. It never grants more than its caps (SPEC P61, C6, C18). */
export const decideBudget: Decide<SnapshotFrom<typeof budgetMachine>, BudgetCommand> = (
  snapshot,
  command,
  meta,
) => {
  const { value: state, context } = snapshot;
  if (command.type === 'open') {
    const { cap_evaluations, cap_micro } = command;
    if (state === 'open' && cap_evaluations === context.capEvaluations && cap_micro === context.capMicro) {
      return refused('conflict', 'the budget is open with these caps already');
    }
    return decided(fact('budget.opened', { cap_evaluations, cap_micro }));
  }
  if (state !== 'open') return illegal(`"${command.type}"`, state, ['open']);
  switch (command.type) {
    case 'reserve':
      if (meta.from === null) return refused('invalid', 'a budget is reserved by a task or a session');
      return reserve(context, holderOf(meta.from), command);
    case 'settle':
      if (meta.from === null) return refused('invalid', 'a budget is settled by who holds a reservation');
      return settle(context, holderOf(meta.from), command);
    case 'planBatch': {
      const { type: _, ...plan } = command;
      return decided(fact('batch.planned', { n: (context.batches ?? 0) + 1, ...plan }));
    }
    case 'endBatch': {
      const { type: _, ...end } = command;
      if (end.n > (context.batches ?? 0))
        return refused('invalid', `batch ${end.n} was not planned: there are ${context.batches ?? 0}`);
      return decided(fact('batch.ended', end));
    }
    case 'effectFailed': {
      const { type: _, ...failure } = command;
      return decided(fact('effect.failed', failure));
    }
    case 'tellRefused': {
      // Who ended before it heard of its funds never settles them.
      const [kind, id] = command.to.split('/') as [ActorKind, string];
      const holder = holderOf({ kind, id });
      const held = heldBy(context, holder);
      if (command.command !== 'fundsGranted' || held === null) return refused('invalid', command.message);
      return decided(fact('budget.released', { ...holder, ...held }));
    }
  }
};

/** What is set aside for somebody; null: nothing. Money only where it was asked for. */
function heldBy(context: BudgetContext, holder: Holder): Amounts | null {
  const key = holderKey(holder);
  const evaluations = context.reserved[key];
  const cost_micro = context.reservedMicro?.[key];
  if (evaluations === undefined) return null;
  return { evaluations, ...(cost_micro === undefined ? {} : { cost_micro }) };
}

function reserve(context: BudgetContext, holder: Holder, asked: Amounts): Decision {
  if (heldBy(context, holder) !== null)
    return refused('conflict', `${holderKey(holder)} holds a reservation already: it is settled first`);
  const { evaluations, cost_micro } = asked;
  const money = cost_micro === undefined ? {} : { cost_micro };
  const left = context.capEvaluations - context.spentEvaluations - sum(context.reserved);
  const leftMicro = context.capMicro - context.spentMicro - sum(context.reservedMicro);
  const reason = denial(context, asked, left, leftMicro);
  if (reason === null) return decided(fact('budget.reserved', { ...holder, evaluations, ...money }));
  return decided(
    fact('budget.refused', {
      ...holder,
      evaluations,
      left: Math.max(0, left),
      ...(cost_micro === undefined ? {} : { cost_micro, left_micro: Math.max(0, leftMicro) }),
      reason,
    }),
  );
}

/** Why an amount is not granted; null: it is. */
function denial(context: BudgetContext, asked: Amounts, left: number, leftMicro: number): string | null {
  const { evaluations, cost_micro } = asked;
  const { capEvaluations, capMicro } = context;
  const waiting = Object.keys(context.reserved).length;
  const chars = JSON.stringify([context.reserved, context.reservedMicro ?? {}]).length;
  if (waiting >= RESERVATIONS_MAX || chars > RESERVATIONS_CHARS_MAX)
    return `${waiting} tasks hold reservations already`;
  if (cost_micro === undefined && leftMicro <= 0)
    return `the cap of ${capMicro} micro-dollars is ${context.spentMicro >= capMicro ? 'spent' : 'spent or reserved'}`;
  if (cost_micro !== undefined && cost_micro > Math.max(0, leftMicro))
    return `${cost_micro} micro-dollars are asked for, ${Math.max(0, leftMicro)} of ${capMicro} are left`;
  return evaluations <= left
    ? null
    : `${evaluations} evaluations are asked for, ${left} of ${capEvaluations} are left`;
}

function settle(context: BudgetContext, holder: Holder, used: Required<Amounts>): Decision {
  const held = heldBy(context, holder);
  if (held === null) return refused('invalid', 'only who holds a reservation settles it');
  const { evaluations, cost_micro } = used;
  const evaluationsLeft = Math.max(0, held.evaluations - evaluations);
  const microLeft = held.cost_micro === undefined ? null : held.cost_micro - cost_micro;
  const beyond = microLeft !== null && microLeft < 0 ? { beyond_micro: -microLeft } : {};
  const spent = fact('budget.spent', { ...holder, evaluations, cost_micro, ...beyond });
  if (evaluationsLeft === 0 && (microLeft ?? 0) <= 0) return decided(spent);
  const money = microLeft === null ? {} : { cost_micro: Math.max(0, microLeft) };
  return decided(spent, fact('budget.released', { ...holder, evaluations: evaluationsLeft, ...money }));
}
