import type { BudgetContext } from '../../machines/budget/machine.ts';
import { sum } from '../../machines/budget/reservations.ts';
import type { OptimizationSettings } from '../config/settings/optimization.ts';
import type { Dse } from '../running.ts';
import { momentIn, parseSchedule } from '../dayWindow.ts';

/** What is needed of a house to open a budget and to look at it. */
type Budgets = Pick<Dse, 'send' | 'host'>;

type DailyLimits = Pick<OptimizationSettings['offline_batch'], 'schedule' | 'time_zone' | 'max_daily_budget'>;

/** More candidates than any day runs: of a day's optimisations money is what is limited. */
const EVALUATIONS = 1_000_000_000;

/** The budget actor of a day, `optimize-2026-11-21`. `day`: as `momentIn` says it. */
export function dayBudgetId(day: string): string {
  return `optimize-${day}`;
}

export type DayBudget = {
  readonly id: string;
  /** The day whose money it is; a night over midnight belongs to the day on which it began. */
  readonly day: string;
  /** Micro-dollars: the cap, and what of it is neither spent nor reserved; at least 0. */
  readonly capMicro: number;
  readonly leftMicro: number;
};

/**
 * Opens the budget of the day or night that `now` (milliseconds of the epoch) belongs to, with what the settings allow for one (SPEC P61, P63). Opening it
 * again is nothing, with another cap it gets that; what was spent stays spent. @throws Error while the log cannot be written.
 */
export async function openDayBudget(dse: Budgets, settings: DailyLimits, now: number): Promise<DayBudget> {
  const { id, day, capMicro: cap_micro } = dayOf(settings, now);
  const sent = await dse.send(
    { kind: 'budget', id },
    { type: 'open', cap_evaluations: EVALUATIONS, cap_micro },
  );
  if (sent.status === 'unavailable') throw new Error(`budget ${id} cannot be opened: ${sent.reason}`);
  return { id, day, capMicro: cap_micro, leftMicro: await leftOf(dse, id) };
}

/** The same budget as it is, or would be: nothing is written. */
export async function lookAtDayBudget(
  { host }: Pick<Budgets, 'host'>,
  settings: DailyLimits,
  now: number,
): Promise<DayBudget> {
  const day = dayOf(settings, now);
  const { snapshot } = await host.look({ kind: 'budget', id: day.id });
  const { spentMicro, reservedMicro } = snapshot.context as BudgetContext;
  return { ...day, leftMicro: Math.max(0, day.capMicro - spentMicro - sum(reservedMicro)) };
}

function dayOf(settings: DailyLimits, now: number): Omit<DayBudget, 'leftMicro'> {
  const { day } = momentIn(parseSchedule(settings.schedule)!, settings.time_zone, now);
  return { id: dayBudgetId(day), day, capMicro: Math.round(settings.max_daily_budget * 1e6) };
}

/** Micro-dollars of a budget that are neither spent nor reserved; at least 0. */
export async function leftOf({ host }: Pick<Budgets, 'host'>, id: string): Promise<number> {
  const { snapshot } = await host.look({ kind: 'budget', id });
  const { capMicro, spentMicro, reservedMicro } = snapshot.context as BudgetContext;
  return Math.max(0, capMicro - spentMicro - sum(reservedMicro));
}
