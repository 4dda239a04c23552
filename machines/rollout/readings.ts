import type { ArmSeen, Compared, Reading, RolloutPlan } from '../../events/rolloutFacts.ts';
import type { RolloutMetric } from '../../events/rolloutRules.ts';
import { leftOf } from './context.ts';
import type { Progress } from './context.ts';
import { claimOf, evidenceOf, mustBeSafe, neededOf } from './tests.ts';

type Asks = Reading['asks'];
/** What tests are read from. */
type Tested = Pick<Progress, 'out' | 'arms' | 'tests'>;

const digits = (value: number): number => Number(value.toPrecision(6));
const mean = ({ n, sum }: ArmSeen['quality']): number | null => (n === 0 ? null : digits(sum / n));

function meanOf(metric: RolloutMetric, arm: ArmSeen | undefined): number | null {
  if (!arm) return null;
  if (metric === 'errors') return mean({ n: arm.runs, sum: arm.failed });
  return mean(metric === 'latency' ? arm.latency_us : arm[metric]);
}

/** What a test answers to one question, with its numbers; null: the metric is not tested. */
function reading(
  plan: RolloutPlan,
  progress: Tested,
  artifact: string,
  metric: RolloutMetric,
  asks: Asks,
): Reading | null {
  const test = progress.tests.find(
    (one) => plan.challengers[one.of]!.artifact === artifact && one.metric === metric,
  );
  if (!test) return null;
  const evidence = evidenceOf(test.state, metric, plan.rules)[asks];
  const needed = neededOf(asks, plan);
  return {
    artifact,
    metric,
    asks,
    margin: asks === 'better' ? 0 : plan.rules.margins[metric],
    pairs: test.state.pairs,
    evidence: digits(evidence),
    needed: digits(needed),
    shown: evidence >= needed,
    incumbent: meanOf(metric, progress.arms[0]),
    challenger: meanOf(
      metric,
      progress.arms.find((arm) => arm.artifact === artifact),
    ),
  };
}

const present = (given: Reading | null): given is Reading => given !== null;

/** What would roll a challenger back, each guard in the order of the rules. */
export function harmOf(plan: RolloutPlan, progress: Tested, artifact: string): readonly Reading[] {
  return plan.rules.guards
    .map((metric) => reading(plan, progress, artifact, metric, 'harmed'))
    .filter(present);
}

/** What has to be shown before a challenger serves. A metric that no run of either side says anything of is not asked for. */
export function neededFor(plan: RolloutPlan, progress: Tested, artifact: string): readonly Reading[] {
  const challenger = plan.challengers.find((one) => one.artifact === artifact)!;
  const claim = claimOf(challenger, plan.rules);
  const better = claim && reading(plan, progress, artifact, claim, 'better');
  const safe = mustBeSafe(plan.rules)
    .map((metric) => reading(plan, progress, artifact, metric, 'safe'))
    .filter(present)
    .filter(({ incumbent, challenger: own }) => incumbent !== null || own !== null);
  return [...(better ? [better] : []), ...safe];
}

/** It may serve: everything that was asked for is shown, and something was. */
export function qualifies(plan: RolloutPlan, progress: Progress, artifact: string): boolean {
  const asked = neededFor(plan, progress, artifact);
  return asked.length > 0 && asked.every(({ shown }) => shown);
}

/** While bets on a harm to latency win, it does not go on: the clock holds, and promotes nobody. */
export function held(plan: RolloutPlan, progress: Progress, artifact: string): boolean {
  const latency = harmOf(plan, progress, artifact).find(({ metric }) => metric === 'latency');
  return latency !== undefined && latency.evidence > 1;
}

/** Every test of the challengers that are left. */
export function readingsOf(plan: RolloutPlan, progress: Tested): Reading[] {
  return leftOf(plan, progress).flatMap(({ artifact }) => [
    ...neededFor(plan, progress, artifact),
    ...harmOf(plan, progress, artifact),
  ]);
}

/** Challengers beside each other (SPEC G6), the best first; of equals the first of the plan. */
export function compare(
  plan: RolloutPlan,
  progress: Progress,
  artifacts: readonly string[],
): readonly Compared[] {
  const incumbent = mean(progress.arms[0]!.fuel);
  const raw = artifacts.map((artifact) => {
    const arm = progress.arms.find((one) => one.artifact === artifact)!;
    const fuel = mean(arm.fuel);
    const focus = plan.challengers.find((one) => one.artifact === artifact)?.focus;
    return {
      artifact,
      ...(focus === undefined ? {} : { focus }),
      effectiveness: mean(arm.quality),
      efficiency:
        fuel === null || incumbent === null ? null : digits(incumbent / Math.max(1, incumbent + fuel)),
      resilience: digits(arm.runs === 0 ? 1 : 1 - arm.failed / arm.runs),
    };
  });
  const measured = (['effectiveness', 'efficiency', 'resilience'] as const).filter((what) =>
    raw.every((one) => one[what] !== null),
  );
  return raw
    .map((one) => ({
      ...one,
      score: digits(measured.reduce((sum, what) => sum + one[what]!, 0) / measured.length),
    }))
    .toSorted((a, b) => b.score - a.score);
}
