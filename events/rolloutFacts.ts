import { z } from 'zod';
import { RunPlace } from './capabilityFacts.ts';
import { Id } from './commit.ts';
import { Count, Score01 } from './proof.ts';
import { RolloutMetric, RolloutRules, RolloutStage } from './rolloutRules.ts';
import { Split } from './rollout.ts';

/** What a variant is made for (SPEC G6): it decides what has to be shown of it. */
export const Focus = z.enum(['speed', 'accuracy', 'balanced']);
export type Focus = z.infer<typeof Focus>;

/** Who may come to serve. */
export const Challenger = z.strictObject({ artifact: Id, focus: Focus.optional() });
export type Challenger = z.infer<typeof Challenger>;

/** What is tried in the place of what is served, as its capability opened it. */
export const RolloutPlan = z.strictObject({
  capability: Id,
  kind: z.enum(['artifact', 'tool', 'workflow']),
  incumbent: Id,
  challengers: z.array(Challenger).min(1).max(3),
  /** The task that made the challenger; null: asked for by hand. */
  task: Id.nullable(),
  /** `task` is a population; absent: it is a task. */
  by: z.literal('population').optional(),
  rules: RolloutRules,
});
export type RolloutPlan = z.infer<typeof RolloutPlan>;

/** Count and sum of a metric. */
const Sum = z.strictObject({ n: Count, sum: z.number().min(0) });

/** What an arm did since the rollout began. */
export const ArmSeen = z.strictObject({
  artifact: Id,
  /** Runs that count: answered, or beside the incumbent. */
  runs: Count,
  /** Of these, those that answered nobody. */
  beside: Count,
  failed: Count,
  quality: Sum,
  fuel: Sum,
  /** Measured (law 7): it may hold and roll back, never promote. */
  latency_us: Sum,
});
export type ArmSeen = z.infer<typeof ArmSeen>;

const wealths = z.array(z.number().min(0)).max(16);
const Waiting = z
  .strictObject({
    side: z.enum(['control', 'treatment']),
    /** Sum and count of each. */
    groups: z.array(z.tuple([z.number().min(0), Count])).max(8),
  })
  .nullable();

/** A sequential test as it stands: `machines/rules/sequential/betting.ts` goes on from it. Latency is asked for harm only: no `less`. */
export const TestState = z.strictObject({
  seen: Count,
  pairs: Count,
  waiting: Waiting,
  greater: wealths,
  less: wealths,
  /** Bets that it is better, where that is claimed of this metric. */
  claim: wealths.optional(),
});
export type TestState = z.infer<typeof TestState>;

/** What a test says: `evidence` is how many times a stake was multiplied; at `needed` it is decided. */
export const Reading = z.strictObject({
  artifact: Id,
  metric: RolloutMetric,
  /** `safe`: not worse by the margin. `harmed`: worse by more. `better`: better at all. */
  asks: z.enum(['safe', 'harmed', 'better']),
  margin: Score01,
  pairs: Count,
  evidence: z.number().min(0),
  needed: z.number().min(1),
  shown: z.boolean(),
  /** Means so far, in units of the metric; null: not seen. */
  incumbent: z.number().nullable(),
  challenger: z.number().nullable(),
});
export type Reading = z.infer<typeof Reading>;

/** How variants compare (SPEC G6); each in [0, 1], null: not measured of all. */
export const Compared = z.strictObject({
  artifact: Id,
  focus: Focus.optional(),
  /** Mean quality. */
  effectiveness: Score01.nullable(),
  /** f0 / (f0 + f) of mean fuel, f0 the incumbent’s: .5 is as it. */
  efficiency: Score01.nullable(),
  /** Share of runs that did not fail. */
  resilience: Score01,
  /** Mean of those that are measured of all. */
  score: Score01,
});
export type Compared = z.infer<typeof Compared>;

const reason = z.string().max(1000);
const readings = z.array(Reading).max(30);

/** Facts of the actor `rollout/<capability>-ro<n>` (SPEC G6, G7, G20, E14, E19, C12, P19, P20). */
export const rolloutFacts = {
  'rollout.proposed': z.strictObject({ plan: RolloutPlan }),
  'rollout.refused': z.strictObject({ reason }),
  'rollout.staged': z.strictObject({
    /** Its place among the stages, from 0. */
    n: Count,
    stage: RolloutStage,
    /** Who answers from now on; null: a later fact of the same commit says it. */
    split: Split.nullable(),
    /** Runs of each arm that is left, when the stage began; from the second on those it answered. */
    from: z.array(z.strictObject({ artifact: Id, runs: Count })).max(4),
    reason,
    readings,
    /** Who takes over; only with the stage 1. */
    winner: Id.optional(),
    compared: z.array(Compared).max(3).optional(),
  }),
  'rollout.observed': z.strictObject({
    from: RunPlace,
    to: RunPlace,
    /** Values of this command that were of an arm that is left. */
    n: Count,
    /** Answered runs since it began. */
    seen: Count,
    /** The incumbent first. */
    arms: z.array(ArmSeen).max(4),
    /** Fuel and latency that count as .5: the incumbent's mean over its first runs. Null: not enough seen. */
    scales: z.strictObject({ fuel: z.number().nullable(), latency: z.number().nullable() }),
    tests: z
      .array(
        z.strictObject({
          /** Its place among the challengers of the plan: three long ids would fill the context. */
          of: z.int().min(0).max(2),
          metric: RolloutMetric,
          state: TestState,
        }),
      )
      .max(12),
    /** Only in bandit mode: what each arm is thought to be good for. */
    posteriors: z
      .array(z.strictObject({ artifact: Id, won: z.number(), lost: z.number(), at: Count }))
      .max(4)
      .optional(),
    /** Only in bandit mode, where the chances moved: who answers from now on. */
    split: Split.optional(),
  }),
  /** A challenger leaves: harm was shown, or it is not there any more. The last to leave ends the rollout. */
  'rollout.rolled_back': z.strictObject({
    artifact: Id,
    /** What it harmed; null: it vanished, or somebody took it back. */
    guard: RolloutMetric.nullable(),
    reason,
    readings,
    /** Who answers from now on; null: a later fact of the same commit says it. */
    split: Split.nullable(),
  }),
  'rollout.concluded': z.strictObject({
    outcome: z.enum(['promoted', 'rolled_back', 'undecided', 'stopped', 'cancelled']),
    /** `capability`: it ended the split itself, and knows. */
    by: z.enum(['rollout', 'capability']),
    /** Who took over. */
    artifact: Id.nullable(),
    reason,
    readings,
    seen: Count,
  }),
  /** What it promoted is not served any more, by a rollback. */
  'rollout.reversed': z.strictObject({ artifact: Id, instead: Id, reason }),
};

/** Facts of the actor `capability/<id>`: what is served is its to say. */
export const trafficFacts = {
  'rollout.opened': z.strictObject({ rollout: Id, n: z.int().min(1), plan: RolloutPlan }),
  /** What a task or population accepted while another challenger is tried: it is tried after it, unless what serves changes. */
  'rollout.queued': z.strictObject({
    /** The rollout that it will have. */
    rollout: Id,
    artifact: Id,
    task: Id,
    /** `task` is a population; absent: it is a task. */
    by: z.literal('population').optional(),
    /** The rollout that goes on. */
    behind: Id,
  }),
  'traffic.split': z.strictObject({ split: Split }),
  /** The incumbent, or who took its place, answers everything again. */
  'traffic.joined': z.strictObject({
    rollout: Id,
    reason,
    /** Challengers that were found to do harm. */
    retired: z.array(Id).max(3),
    /** `rollout`: it ended. The others ended it. */
    by: z.enum(['rollout', 'rollback', 'promotion']),
  }),
};
