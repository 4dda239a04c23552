import { z } from 'zod';
import { Id } from './commit.ts';
import { Count, MicroDollars, Score01 } from './proof.ts';

/** How many names a fact lists; how many more there were is a number. */
export const BATCH_LISTED_MAX = 500;

/** What a batch would improve, with the numbers it was chosen by. Means of a run; money in micro-dollars, durations in microseconds. */
export const BatchChoice = z.strictObject({
  target: Id,
  capability: Id,
  usage: Count,
  quality: Score01,
  cost_micro: z.number().min(0),
  latency_us: z.number().min(0),
  value_micro: MicroDollars,
  tier: z.enum(['local', 'cloud', 'deep']),
  /** The most a session can cost, and what it is expected to. */
  bound_micro: MicroDollars,
  expected_micro: MicroDollars,
  roi_estimated: z.number().nullable(),
});
export type BatchChoice = z.infer<typeof BatchChoice>;

/** What a batch leaves alone, and why. */
export const BatchSkip = z.strictObject({
  target: Id,
  /** Null: it could not be computed. */
  value_micro: MicroDollars.nullable(),
  reason: z.string().max(300),
});
export type BatchSkip = z.infer<typeof BatchSkip>;

/** What came of one candidate when it was its turn. */
export const BatchOutcome = z.strictObject({
  target: Id,
  /** Null: none was begun. */
  session: Id.nullable(),
  outcome: z.enum(['improved', 'nothing_better', 'cancelled', 'refused', 'conflict', 'skipped', 'open']),
  cost_micro: MicroDollars,
  reason: z.string().max(300),
});
export type BatchOutcome = z.infer<typeof BatchOutcome>;

/** Facts of the actor `budget/optimize-<day>`: the batches of that night, which it limits (SPEC P60-P63). */
export const batchFacts = {
  'batch.planned': z.strictObject({
    /** The nth of its night. */
    n: z.int().min(1),
    /** Of the log of events, where the candidates were read (DESIGN 6). */
    position: Count,
    considered: Count,
    /** What may be spent: of the night's budget, or less where less was asked for. */
    budget_micro: MicroDollars,
    limit: Count.nullable(),
    criteria: z.strictObject({
      min_usage: Count,
      quality_target: Score01,
      min_potential_usage: z.number().min(0),
      min_value_micro: MicroDollars,
      latency_price_micro_per_hour: MicroDollars,
    }),
    /** In order of value: what is expected to be improved. */
    chosen: z.array(BatchChoice).max(BATCH_LISTED_MAX),
    skipped: z.array(BatchSkip).max(BATCH_LISTED_MAX),
    not_listed: Count,
  }),
  'batch.ended': z.strictObject({
    n: z.int().min(1),
    outcomes: z.array(BatchOutcome).max(BATCH_LISTED_MAX),
    not_listed: Count,
    sessions: Count,
    improved: Count,
    spent_micro: MicroDollars,
    /** Half the cost of the runs of what was improved, over what all sessions cost (SPEC P62, C9); null: nothing was spent. */
    roi_estimated: z.number().nullable(),
    reason: z.string().max(300),
  }),
};
