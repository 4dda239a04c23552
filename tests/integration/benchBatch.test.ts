import { beforeAll, describe, expect, test } from 'vitest';
import { evidenceOf } from '../../infra/bench/batch.ts';
import { rowsOf } from '../../infra/bench/batch/rows.ts';
import type { Evidence } from '../../infra/bench/batch/rows.ts';

let evidence: Evidence;
beforeAll(async () => {
  evidence = await evidenceOf({ small: true });
}, 240_000);

/** The rows that say no of a night of which something is otherwise. */
function refused(change: (night: Evidence) => Evidence): string[] {
  return rowsOf(change(evidence))
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);
}

function withNight(one: Evidence, night: Partial<Evidence['night']>): Evidence {
  return { ...one, night: { ...one.night, ...night } };
}

describe('the bench of a night', () => {
  test('holds for twelve artifacts, of which some improved, some were skipped for want of money and some were left alone', () => {
    expect(refused((one) => one)).toEqual([]);
    const { night } = evidence;
    expect(night.ended.improved).toBeGreaterThan(0);
    expect(night.turns.length).toBeLessThan(night.planned.considered);
    const outcomes = night.outcomes.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(expect.arrayContaining(['improved', 'nothing_better', 'skipped']));
  });

  test.each<[what: string, (one: Evidence) => Evidence, row: RegExp]>([
    [
      'more was spent than it had',
      (one) => ({ ...one, budgetMicro: one.spent.actor - 1 }),
      /^spent, \$, by the budget$/,
    ],
    [
      'the view says a micro-dollar less',
      ({ spent, ...one }) => ({ ...one, spent: { ...spent, view: spent.view - 1 } }),
      /by the view budgets/,
    ],
    [
      'the batch says a micro-dollar more',
      (one) =>
        withNight(one, {
          ended: { ...one.night.ended, spent_micro: one.night.ended.spent_micro + 1 },
        }),
      /by the batch/,
    ],
    [
      'a model was paid a micro-dollar that nobody booked',
      ({ spent, ...one }) => ({
        ...one,
        spent: { ...spent, parts: { ...spent.parts, models: spent.parts.models + 1 } },
      }),
      /as the sum of proofs/,
    ],
    ['money stays reserved', ({ spent, ...one }) => ({ ...one, spent: { ...spent, held: 1 } }), /reserved/],
    [
      'two candidates had their turns the wrong way round',
      (one) => ({ ...one, ranking: [one.ranking[1]!, one.ranking[0]!, ...one.ranking.slice(2)] }),
      /order is not that of value/,
    ],
    [
      'a value is wrong by two micro-dollars',
      (one) => ({
        ...one,
        ranking: one.ranking.map((worth, at) => (at === 2 ? { ...worth, value: worth.value + 2e-6 } : worth)),
      }),
      /values that are not those/,
    ],
    [
      'something that fitted was not chosen',
      (one) =>
        withNight(one, { planned: { ...one.night.planned, chosen: one.night.planned.chosen.slice(0, -1) } }),
      /choice is not what fits/,
    ],
    [
      'the dry run wrote something',
      (one) => withNight(one, { dry: { ...one.night.dry, moved: 1 } }),
      /dry run moved/,
    ],
    [
      'the dry run listed less',
      (one) => withNight(one, { dry: { ...one.night.dry, chosen: one.night.dry.chosen.slice(1) } }),
      /dry run chose otherwise/,
    ],
    [
      'a session was begun that did not fit',
      (one) =>
        withNight(one, {
          outcomes: one.night.outcomes.map((outcome) =>
            outcome.outcome === 'skipped' ? { ...outcome, outcome: 'nothing_better' as const } : outcome,
          ),
        }),
      /begun though it did not fit/,
    ],
    [
      'the night stopped at the first that did not fit',
      (one) => {
        const first = one.night.outcomes.findIndex(({ outcome }) => outcome === 'skipped');
        return withNight(one, {
          outcomes: one.night.outcomes.map((outcome, at) =>
            at < first ? outcome : { ...outcome, outcome: 'skipped' as const, cost_micro: 0 },
          ),
        });
      },
      /skipped though it fitted/,
    ],
    [
      'the runs brought something else than the view says',
      ({ roi, ...one }) => ({ ...one, roi: { ...roi, own: roi.own! + 0.01 } }),
      /realised ROI by the view batches/,
    ],
    [
      'the reasons of a promotion break off',
      (one) => ({ ...one, traced: one.traced - 1 }),
      /dse why traces back/,
    ],
    [
      'the measured sessions are not those of the night',
      (one) => ({
        ...one,
        measured: one.measured.map((session) => ({ ...session, costMicro: session.costMicro + 1 })),
      }),
      /walked in order of value/,
    ],
    [
      'a random order brings as much',
      (one) => ({ ...one, random: one.random.map((walked) => ({ ...walked, value: 1e6 })) }),
      /value of what was improved, \$, in order of value/,
    ],
  ])('says no where %s', (_, change, row) => {
    expect(refused(change).join('\n')).toMatch(new RegExp(row.source, 'm'));
  });
});
