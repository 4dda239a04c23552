import { expect, it } from 'vitest';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { dayBudgetId, leftOf, openDayBudget } from '../../infra/optimizing/budgets.ts';
import type { CommandOf } from '../../machines/registry.ts';
import { handClock, hostOn, must } from '../hosting.ts';

const settings = { schedule: '22:00-06:00', time_zone: 'Europe/Berlin', max_daily_budget: 5 };

/** A house of which only actors are needed. */
function house() {
  const host = hostOn(memorySubstrate(), { clock: handClock().read });
  let sent = 0;
  const send = (actor: { readonly kind: 'budget'; readonly id: string }, command: CommandOf['budget']) => {
    sent += 1;
    const id = `c-${sent}`;
    return host.send(actor, command, { id, correlation: id, causation: id });
  };
  return { host, send: send as never };
}

it('has one budget for a night over midnight, that of the day on which it began', async () => {
  const dse = house();
  const evening = await openDayBudget(dse, settings, Date.parse('2026-11-21T21:30:00Z'));
  expect(evening).toEqual({
    id: 'optimize-2026-11-21',
    day: '2026-11-21',
    capMicro: 5_000_000,
    leftMicro: 5_000_000,
  });
  const from = { kind: 'artifact', id: 's-1' } as const;
  const night = { kind: 'budget', id: evening.id } as const;
  await must(dse.host, night, { type: 'reserve', evaluations: 1, cost_micro: 2_000_000 }, 'r', from);
  const later = await openDayBudget(dse, settings, Date.parse('2026-11-22T03:00:00Z'));
  expect(later).toMatchObject({ id: evening.id, leftMicro: 3_000_000 });
  await must(dse.host, night, { type: 'settle', evaluations: 1, cost_micro: 100 }, 's', from);
  expect(await leftOf(dse, evening.id)).toBe(4_999_900);
  const next = await openDayBudget(dse, settings, Date.parse('2026-11-22T12:00:00Z'));
  expect(next).toMatchObject({ id: 'optimize-2026-11-22', leftMicro: 5_000_000 });
});

it('takes another cap from the settings and keeps what was spent', async () => {
  const dse = house();
  const now = Date.parse('2026-11-21T12:00:00Z');
  const { id } = await openDayBudget(dse, settings, now);
  const night = { kind: 'budget', id } as const;
  const from = { kind: 'artifact', id: 's-1' } as const;
  await must(dse.host, night, { type: 'reserve', evaluations: 1, cost_micro: 4_000_000 }, 'r', from);
  await must(dse.host, night, { type: 'settle', evaluations: 1, cost_micro: 4_000_000 }, 's', from);
  const smaller = await openDayBudget(dse, { ...settings, max_daily_budget: 3 }, now);
  expect(smaller).toMatchObject({ capMicro: 3_000_000, leftMicro: 0 });
  expect(dayBudgetId(smaller.day)).toBe(id);
});
