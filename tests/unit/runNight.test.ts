import { describe, expect, it } from 'vitest';
import { planNight } from '../../infra/optimizing/planNight.ts';
import type { NightQuestion, Turn } from '../../infra/optimizing/planNight.ts';
import { runNight } from '../../infra/optimizing/runNight.ts';
import type { SessionOver } from '../../infra/optimizing/runNight.ts';
import { OptimizationSettings } from '../../infra/config/settings/optimization.ts';
import type { Candidate } from '../../machines/rules/batch.ts';

const candidate = (target: string, usage: number): Candidate => ({
  target,
  capability: `of-${target}`,
  kind: 'artifact',
  state: 'stored',
  usage,
  quality: 0.7,
  cost: 0.05,
  latency: 0.1,
  p95: 0.2,
});

const question: NightQuestion = {
  found: { position: 77, candidates: [candidate('c', 1000), candidate('a', 3000), candidate('b', 2000)] },
  settings: OptimizationSettings.parse({}),
  pressure: 'low',
  staffed: { cloud: true, deep: false },
  priceOf: () => ({ boundMicro: 100, expectedMicro: 40 }),
  budgetMicro: 250,
  limit: null,
};
const { turns } = planNight(question);

/** A house of money: sessions cost what the script says of them, and no purse is asked beyond that. */
function house(costs: Readonly<Record<string, number>>, left = 250) {
  const opened: string[] = [];
  let purse = left;
  return {
    opened,
    left: async () => purse,
    open: async ({ target }: Turn): Promise<SessionOver> => {
      opened.push(target);
      const cost = costs[target] ?? 0;
      purse -= cost;
      return {
        session: `${target}-opt1`,
        outcome: cost === 1 ? 'nothing_better' : 'improved',
        cost_micro: cost,
        reason: 'done',
      };
    },
  };
}
const night = { n: 1, turns, budgetMicro: 250, limit: null, closed: () => null };

describe('the plan of a night', () => {
  it('keeps the numbers it was made of, and where they were read', () => {
    const { fact } = planNight(question);
    expect(fact).toMatchObject({ position: 77, considered: 3, budget_micro: 250, not_listed: 0 });
    expect(fact.chosen.map(({ target, value_micro, tier }) => [target, value_micro, tier])).toEqual([
      ['a', 45_000_000, 'cloud'],
      ['b', 30_000_000, 'cloud'],
      ['c', 15_000_000, 'cloud'],
    ]);
  });

  it('is empty under HIGH pressure, and says so of each', () => {
    const plan = planNight({ ...question, pressure: 'high' });
    expect(plan.turns).toEqual([]);
    expect(plan.fact.skipped.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 3 }, () => 'nothing is optimised under high pressure'),
    );
  });

  it('lists at most 500 of either, and how many more there are', () => {
    const candidates = Array.from({ length: 1200 }, (_, n) => candidate(`x-${n}`, 2000));
    const { fact } = planNight({
      ...question,
      found: { position: 1, candidates },
      budgetMicro: 40 * 600 + 60,
    });
    expect([fact.chosen.length, fact.skipped.length, fact.not_listed]).toEqual([500, 500, 200]);
  });
});

describe('a night', () => {
  it('goes in order of value and books failures too', async () => {
    const { open, left, opened } = house({ a: 90, b: 1, c: 60 });
    const ended = await runNight({ ...night, open, left });
    expect(opened).toEqual(['a', 'b', 'c']);
    expect(ended).toMatchObject({
      sessions: 3,
      improved: 2,
      spent_micro: 151,
      reason: 'every candidate had its turn',
    });
    // Half of what 4,000 runs at $0.05 cost is $100, for $0.000151.
    expect(ended.roi_estimated).toBeCloseTo((100 - 0.000151) / 0.000151, 3);
  });

  it('skips what does not fit any more and looks at the next (C18)', async () => {
    const cheap = turns.map((turn) => (turn.target === 'c' ? { ...turn, boundMicro: 10 } : turn));
    const { open, left, opened } = house({ a: 200, c: 5 });
    const ended = await runNight({ ...night, turns: cheap, open, left });
    expect(opened).toEqual(['a', 'c']);
    expect(ended.outcomes[1]).toEqual({
      target: 'b',
      session: null,
      outcome: 'skipped',
      cost_micro: 0,
      reason: 'it may cost $0.000100, $0.000050 is left',
    });
    expect(ended.spent_micro).toBe(205);
  });

  it('spends no more than it was asked to, though the night has more', async () => {
    const { open, left, opened } = house({ a: 60 }, 1e6);
    await runNight({ ...night, budgetMicro: 150, open, left });
    expect(opened).toEqual(['a']);
  });

  it('spends no more than the night has, though more was asked for', async () => {
    const { open, left, opened } = house({ a: 60 }, 120);
    await runNight({ ...night, budgetMicro: 1e6, open, left });
    expect(opened).toEqual(['a']);
  });

  it('ends when the window closes, and when enough sessions were made', async () => {
    const { open, left, opened } = house({});
    const closing = await runNight({
      ...night,
      open,
      left,
      closed: () => (opened.length === 2 ? 'the window is over' : null),
    });
    expect([closing.sessions, closing.reason]).toEqual([2, 'the window is over']);
    const one = await runNight({ ...night, ...house({}), limit: 1 });
    expect([one.sessions, one.reason]).toEqual([1, '1 sessions were asked for']);
  });

  it('without candidates has no return', async () => {
    const ended = await runNight({ ...night, ...house({}), turns: [] });
    expect(ended).toMatchObject({ outcomes: [], sessions: 0, spent_micro: 0, roi_estimated: null });
  });
});
