import type { Reading, RolloutPlan, TestState } from '../../events/rolloutFacts.ts';
import type { RolloutMetric } from '../../events/rolloutRules.ts';
import { betting } from '../rules/sequential/betting.ts';
import type { BettingState } from '../rules/sequential/betting.ts';
import { guard } from '../rules/sequential/guard.ts';
import type { Observation } from '../rules/sequential/pairs.ts';

type Rules = RolloutPlan['rules'];
type Challenger = RolloutPlan['challengers'][number];

const betterIs = (metric: RolloutMetric): 'more' | 'less' => (metric === 'quality' ? 'more' : 'less');
const equal = betting({ against: 0 });
const guardOf = (metric: RolloutMetric, { margins }: Rules) =>
  guard({ margin: margins[metric], better: betterIs(metric) });

/** What it has to be better in; null: in nothing, it is enough not to be worse. */
export function claimOf({ focus }: Challenger, { claim }: Rules): 'quality' | 'fuel' | null {
  if (focus === 'speed') return 'fuel';
  if (focus === 'accuracy') return 'quality';
  return claim === 'better' ? 'quality' : null;
}

/** What it must not be worse in before it serves. Latency is measured: it promotes nobody (law 7). */
export function mustBeSafe({ guards }: Rules): readonly RolloutMetric[] {
  return [...new Set<RolloutMetric>(['quality', ...guards])].filter((metric) => metric !== 'latency');
}

/** What is tested of a challenger. */
export function testedOf(challenger: Challenger, rules: Rules): readonly RolloutMetric[] {
  const claim = claimOf(challenger, rules);
  return [...new Set<RolloutMetric>([...mustBeSafe(rules), ...rules.guards, ...(claim ? [claim] : [])])];
}

/** Six digits, and six places of what has not won yet; never more than it was: to throw wealth away keeps a test valid, and its state short. */
const short = (wealth: number): number =>
  wealth < 0.1 ? Math.floor(wealth * 1e6) / 1e6 : Number((wealth * (1 - 1e-5)).toPrecision(6));

/** A test before the first value. Only where the challenger has to be better in this metric are there bets on that. */
export function firstTest(challenger: Challenger, metric: RolloutMetric, rules: Rules): TestState {
  const { seen, pairs, greater } = equal.initial();
  const bets = greater.map(short);
  return {
    seen,
    pairs,
    waiting: null,
    greater: bets,
    less: metric === 'latency' ? [] : bets,
    ...(claimOf(challenger, rules) === metric ? { claim: bets } : {}),
  };
}

/** Values that wait for the other side at most; what `pairs.ts` groups beyond. */
const WAITING_MAX = 8;

/**
 * One value more. Where arms are sampled by what they earned, who is in a group would depend on the values: there values pair one to one,
 * and a value that would have to join a group is left out before it is looked at (docs/decisions/0019-rollouts.md).
 */
export function stepTest(
  state: TestState,
  metric: RolloutMetric,
  observation: Observation,
  rules: Rules,
): TestState {
  const { claim } = state;
  const full = state.waiting?.side === observation.side && state.waiting.groups.length >= WAITING_MAX;
  if (rules.mode === 'bandit' && full) return state;
  const before = widened(state);
  const next = guardOf(metric, rules).test.step(before, observation);
  const waiting = next.waiting && {
    side: next.waiting.side,
    groups: next.waiting.groups.map(({ sum, n }): [number, number] => [Number(sum.toPrecision(6)), n]),
  };
  const { seen, pairs } = next;
  if (pairs === state.pairs) return { ...state, seen, waiting };
  const after = { seen, pairs, waiting, greater: next.greater.map(short), less: next.less.map(short) };
  if (claim === undefined) return after;
  const side = betterIs(metric) === 'more' ? 'greater' : 'less';
  const bets = equal.step({ ...before, greater: [], less: [], [side]: claim }, observation);
  return { ...after, claim: bets[side].map(short) };
}

function widened({ seen, pairs, waiting, greater, less }: TestState): BettingState {
  const groups = waiting?.groups.map(([sum, n]) => ({ sum, n }));
  return { seen, pairs, waiting: waiting && { side: waiting.side, groups: groups! }, greater, less };
}

/** How sure each question wants it: the chance of a wrong promotion, and of a wrong rollback, is alpha over all challengers and guards. */
export function neededOf(asks: Reading['asks'], { rules, challengers }: RolloutPlan): number {
  const each = rules.alpha / challengers.length;
  return asks === 'harmed' ? rules.guards.length / each : 1 / each;
}

/** The evidence for each thing that is asked of a metric. */
export function evidenceOf(
  state: TestState,
  metric: RolloutMetric,
  rules: Rules,
): Readonly<Record<Reading['asks'], number>> {
  const { greater, less } = guardOf(metric, rules).test.evidence(widened(state));
  const [safe, harmed] = betterIs(metric) === 'more' ? [greater, less] : [less, greater];
  return { safe, harmed, better: (state.claim ?? []).reduce((sum, wealth) => sum + wealth, 0) };
}
