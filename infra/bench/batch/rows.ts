import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import type { Parts } from './ledger.ts';
import type { NightResult } from './night.ts';
import { walk } from './orders.ts';
import type { Measured, Walk } from './orders.ts';
import type { Worth } from './ranking.ts';

/** All that was measured of a night: what its rows are computed from. */
export type Evidence = {
  readonly budgetMicro: number;
  readonly night: NightResult;
  readonly spent: {
    readonly actor: number;
    readonly view: number;
    readonly held: number;
    readonly parts: Parts;
  };
  /** As the bench ranks it from the log. */
  readonly ranking: readonly Worth[];
  readonly roi: { readonly view: number | null; readonly own: number | null };
  readonly traced: number;
  readonly measured: readonly Measured[];
  readonly random: readonly Walk[];
};

const dollars = (micro: number): number => Math.round(micro) / 1e6;
const rounded = (value: number | null): number =>
  value === null ? Number.NaN : Math.round(value * 1e6) / 1e6;

/** Places at which two lists differ. */
function apart(a: readonly string[], b: readonly string[]): number {
  return Array.from({ length: Math.max(a.length, b.length) }).filter((_, at) => a[at] !== b[at]).length;
}

function moneyRows({ budgetMicro, night, spent }: Evidence): BenchRow[] {
  const { actor, view, held, parts } = spent;
  const { parents, proofs, proposals, models } = parts;
  const sum = parents + proofs + proposals + models;
  const same = (name: string, value: number): BenchRow =>
    counted(name, dollars(value), dollars(actor), 'as the budget says, to the micro-dollar', value === actor);
  return [
    counted('spent, $, by the budget', dollars(actor), dollars(budgetMicro), 'at most', actor <= budgetMicro),
    same('spent, $, by the view budgets', view),
    same('spent, $, by the batch', night.ended.spent_micro),
    same('spent, $, as the sum of proofs, proposals and calls of models', sum),
    counted('still reserved, $', dollars(held), 0, '0', held === 0),
    counted('of it models, $ (simulated prices)', dollars(models), dollars(sum), 'reported', true),
  ];
}

/** What the plan had to choose: in order, each whose bound fits into what is left when those before it cost what is expected. */
function ownChoice({ ranking, night, budgetMicro }: Evidence): readonly string[] {
  const prices = new Map(
    night.turns.map(({ tier, boundMicro, expectedMicro }) => [tier, { boundMicro, expectedMicro }]),
  );
  let left = budgetMicro;
  return ranking.flatMap(({ target, tier }) => {
    const price = prices.get(tier as NightResult['turns'][number]['tier']);
    if (price === undefined || price.boundMicro > left) return [];
    left -= price.expectedMicro;
    return [target];
  });
}

function orderRows(evidence: Evidence): BenchRow[] {
  const { ranking, night } = evidence;
  const { turns, planned, dry } = night;
  const own = ranking.map(({ target }) => target);
  const order = apart(
    turns.map(({ target }) => target),
    own,
  );
  const values = turns.filter(
    ({ value }, at) => Math.abs(value - (ranking[at]?.value ?? Number.NaN)) <= 1e-6 === false,
  ).length;
  const chosen = planned.chosen.map(({ target }) => target);
  const choice = apart(chosen, ownChoice(evidence));
  return [
    counted('candidates', turns.length, planned.considered, 'reported: of all that serve', true),
    counted(
      'places at which the order is not that of value, computed anew from the log',
      order,
      own.length,
      '0',
      order === 0,
    ),
    counted(
      'values that are not those computed anew, to the micro-dollar',
      values,
      own.length,
      '0',
      values === 0,
    ),
    counted(
      'places at which the choice is not what fits, in that order',
      choice,
      chosen.length,
      '0',
      choice === 0,
    ),
    counted(
      'sessions, beside those the plan expected money for',
      night.ended.sessions,
      chosen.length,
      'reported',
      true,
    ),
    counted('positions of the log that the dry run moved', dry.moved, 0, '0', dry.moved === 0),
    counted(
      'places at which the dry run chose otherwise',
      apart(dry.chosen, chosen),
      chosen.length,
      '0',
      apart(dry.chosen, chosen) === 0,
    ),
  ];
}

/** Begun though it did not fit; skipped though it did; other than in turn. */
function turnRows({ night, budgetMicro }: Evidence): BenchRow[] {
  const { turns, outcomes } = night;
  let left = budgetMicro;
  let overdrawn = 0;
  let leftOut = 0;
  for (const { target, outcome, cost_micro } of outcomes) {
    const { boundMicro } = turns.find((turn) => turn.target === target)!;
    const fits = boundMicro <= left;
    if (outcome === 'skipped' && fits) leftOut += 1;
    if (outcome !== 'skipped' && !fits) overdrawn += 1;
    left -= cost_micro;
  }
  const isSkipped = outcomes.map(({ outcome }) => outcome === 'skipped');
  const after = isSkipped.slice(isSkipped.indexOf(true)).filter((one) => !one).length;
  const turnsApart = apart(
    turns.map(({ target }) => target),
    outcomes.map(({ target }) => target),
  );
  return [
    counted('begun though it did not fit', overdrawn, outcomes.length, '0', overdrawn === 0),
    counted('skipped though it fitted', leftOut, outcomes.length, '0', leftOut === 0),
    counted('turns out of order', turnsApart, turns.length, '0', turnsApart === 0),
    counted('skipped for want of money', isSkipped.filter(Boolean).length, outcomes.length, 'reported', true),
    counted(
      'begun after the first that was skipped',
      isSkipped.includes(true) ? after : 0,
      null,
      'reported',
      true,
    ),
  ];
}

function returnRows({ night, roi, traced }: Evidence): BenchRow[] {
  const { ended, successors } = night;
  const close =
    roi.view === roi.own ||
    (roi.view !== null &&
      roi.own !== null &&
      Math.abs(roi.view - roi.own) <= 1e-6 * Math.max(1, Math.abs(roi.own)));
  return [
    counted('sessions that improved something', ended.improved, ended.sessions, 'reported: of all', true),
    counted(
      'realised ROI by the view batches',
      rounded(roi.view),
      rounded(roi.own),
      'computed anew from the runs',
      close,
    ),
    counted(
      'realised ROI, beside the estimated one',
      rounded(roi.view),
      rounded(ended.roi_estimated),
      'reported',
      true,
    ),
    counted(
      'promoted by the night that dse why traces back to its plan',
      traced,
      successors.size,
      'all',
      traced === successors.size,
    ),
  ];
}

function armRows({ night, measured, random, budgetMicro }: Evidence): BenchRow[] {
  const byValue = walk(measured, budgetMicro);
  const { spent_micro: spent, improved } = night.ended;
  const mean = random.reduce((sum, { value }) => sum + value, 0) / random.length;
  const best = Math.max(...random.map(({ value }) => value));
  const below = random.filter(({ value }) => value < byValue.value).length;
  return [
    counted(
      'micro-dollars by which the measurements, walked in order of value, differ from the night',
      byValue.spentMicro - spent,
      spent,
      '0, and as many improved',
      byValue.spentMicro === spent && byValue.improved === improved,
    ),
    counted(
      'value of what was improved, $, in order of value',
      rounded(byValue.value),
      rounded(mean),
      'above the mean of random orders',
      byValue.value > mean,
    ),
    counted(
      'the same, beside the best random order',
      rounded(byValue.value),
      rounded(best),
      'reported',
      true,
    ),
    counted('random orders that bring less', below, random.length, 'reported', true),
  ];
}

/** Says yes where the money, the order, the returns and the reasons of a night are right. */
export function rowsOf(evidence: Evidence): readonly BenchRow[] {
  return [
    ...moneyRows(evidence),
    ...orderRows(evidence),
    ...turnRows(evidence),
    ...returnRows(evidence),
    ...armRows(evidence),
  ];
}
