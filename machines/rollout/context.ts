import type { RunPlace } from '../../events/capabilityFacts.ts';
import type { FactData } from '../../events/catalog.ts';
import type { Split } from '../../events/rollout.ts';
import type { ArmSeen, RolloutPlan } from '../../events/rolloutFacts.ts';
import type { RolloutStage } from '../../events/rolloutRules.ts';
import type { FactEvent } from '../decision.ts';

type Observed = FactData<'rollout.observed'>;

/** What values change, and what they decide on. */
export type Progress = {
  /** Place among the stages; -1 before the first. */
  readonly stage: number;
  /** Runs of each arm when the stage began. */
  readonly from: FactData<'rollout.staged'>['from'];
  /** Challengers that left, and of them those that did harm. */
  readonly out: readonly string[];
  readonly harmed: readonly string[];
  /** Answered runs since it began. */
  readonly seen: number;
  /** The incumbent first; who left is not among them. */
  readonly arms: readonly ArmSeen[];
  readonly scales: Observed['scales'];
  readonly tests: Observed['tests'];
  readonly split: Split | null;
  /** Absent until a bandit was rewarded. */
  readonly posteriors?: NonNullable<Observed['posteriors']> | undefined;
};

export type RolloutContext = Progress & {
  readonly plan: RolloutPlan | null;
  /** Where the next `observe` begins; null: anywhere. */
  readonly observed: RunPlace | null;
  /** Who is told to take over. */
  readonly winner: string | null;
  readonly outcome: FactData<'rollout.concluded'>['outcome'] | null;
};

export type RolloutFact = FactEvent<
  | 'rollout.proposed'
  | 'rollout.refused'
  | 'rollout.staged'
  | 'rollout.observed'
  | 'rollout.rolled_back'
  | 'rollout.concluded'
  | 'rollout.reversed'
  | 'effect.failed'
>;

export const fresh: RolloutContext = {
  plan: null,
  observed: null,
  winner: null,
  outcome: null,
  stage: -1,
  from: [],
  out: [],
  harmed: [],
  seen: 0,
  arms: [],
  scales: { fuel: null, latency: null },
  tests: [],
  split: null,
};

/** The stages as they are gone through: in bandit mode sampling stands in the place of shares; 1 is always the last. */
export function stagesOf({ rules }: RolloutPlan): readonly RolloutStage[] {
  const shadow: RolloutStage[] = rules.stages.includes('shadow') ? ['shadow'] : [];
  if (rules.mode === 'bandit') return [...shadow, 'bandit', 1];
  return [...rules.stages.filter((stage) => stage !== 1), 1];
}

/** The challengers that are left, in the order of the plan. */
export function leftOf(plan: RolloutPlan, { out }: Pick<Progress, 'out'>): RolloutPlan['challengers'] {
  return plan.challengers.filter(({ artifact }) => !out.includes(artifact));
}
