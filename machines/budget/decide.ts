import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import { decided, illegal, refused } from '../decision.ts';
import type { Decide, EffectFailed, TellRefused } from '../decision.ts';
import type { budgetMachine } from './machine.ts';

export type BudgetCommand =
  | { readonly type: 'open'; readonly cap_evaluations: number; readonly cap_micro: number }
  | { readonly type: 'reserve'; readonly evaluations: number }
  /** The task is over: what it used is booked, the rest is released. */
  | { readonly type: 'settle'; readonly evaluations: number; readonly cost_micro: number }
  | EffectFailed
  | TellRefused;

/** At most this many reservations at once keep the context below its 8 KiB. */
const RESERVATIONS_MAX = 80;

/** What a budget answers to a command. It never grants more than its cap (SPEC P61, C6). */
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
    case 'reserve': {
      const task = meta.from?.id;
      if (!task) return refused('invalid', 'a budget is reserved by a task');
      const { evaluations } = command;
      const waiting = Object.values(context.reserved);
      const left = context.capEvaluations - context.spentEvaluations - waiting.reduce((sum, n) => sum + n, 0);
      const full = waiting.length >= RESERVATIONS_MAX;
      const overspent = context.spentMicro >= context.capMicro;
      if (evaluations <= left && !full && !overspent)
        return decided(fact('budget.reserved', { task, evaluations }));
      const reason = full
        ? `${RESERVATIONS_MAX} tasks hold reservations already`
        : overspent
          ? `the cap of ${context.capMicro} micro-dollars is spent`
          : `${evaluations} evaluations are asked for, ${left} of ${context.capEvaluations} are left`;
      return decided(fact('budget.refused', { task, evaluations, left: Math.max(0, left), reason }));
    }
    case 'settle': {
      const task = meta.from?.id;
      const reserved = task === undefined ? undefined : context.reserved[task];
      if (!task || reserved === undefined)
        return refused('invalid', 'only a task that holds a reservation settles it');
      const { evaluations, cost_micro } = command;
      const spent = fact('budget.spent', { task, evaluations, cost_micro });
      if (evaluations >= reserved) return decided(spent);
      return decided(spent, fact('budget.released', { task, evaluations: reserved - evaluations }));
    }
    case 'effectFailed': {
      const { type: _, ...failure } = command;
      return decided(fact('effect.failed', failure));
    }
    case 'tellRefused': {
      // A task that ended before it heard of its funds never settles them.
      const task = command.to.slice('task/'.length);
      const reserved = context.reserved[task];
      if (command.command !== 'fundsGranted' || reserved === undefined)
        return refused('invalid', command.message);
      return decided(fact('budget.released', { task, evaluations: reserved }));
    }
  }
};
