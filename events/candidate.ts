import { z } from 'zod';
import { Count, MicroDollars, Score01 } from './proof.ts';

/** A candidate of a population: the first 16 digits of the sha256 of its source. */
export const CandidateId = z.string().regex(/^[0-9a-f]{16}$/);

/** Operators by their names, in a row. */
export const Operators = z.array(z.string().min(1).max(40)).max(40);

/** `seed`: the incumbent and mutations of it. `local`: small steps from the best. */
export const Phase = z.enum(['seed', 'local', 'crossover', 'random']);
export type Phase = z.infer<typeof Phase>;

export const PlannedChild = z.strictObject({
  slot: Count,
  island: Count,
  /** In a row; none: it is the incumbent itself. */
  operators: Operators,
  parents: z.array(CandidateId).max(2),
  /** Whom each parent was held against in its tournament, itself included (SPEC E6); none: there was no tournament. */
  contestants: z.array(z.array(CandidateId).max(10)).max(2),
  seed: Count,
  /** 0, or how often this slot was refused. */
  attempt: z.int().min(0).max(2),
});
export type PlannedChild = z.infer<typeof PlannedChild>;

/** One example as one candidate answered it; (candidate, example) stands once in a population's log. */
export const ExampleRow = z.strictObject({
  example: z.string().max(64),
  score: Score01,
  answer: z.string().max(200).nullable(),
  fuel: Count.nullable(),
  tokens: Count,
  repairs: Count,
  cost_micro: MicroDollars,
  /** Measured; ranks nobody (law 7). */
  wall_us: Count,
});
export type ExampleRow = z.infer<typeof ExampleRow>;

export const Values = z.record(z.string(), z.number());

export const Survivor = z.strictObject({
  candidate: CandidateId,
  island: Count,
  objectives: Values,
  /** Front on its island, 0 the best, and the room it has there; null: it stands at an end of it. */
  rank: Count,
  crowding: z.number().nullable(),
  elite: z.boolean(),
});

/** What the hold-out says of one candidate. Quality: mean and interval; the interval is that of the paired difference to the incumbent. */
export const Rescored = z.strictObject({
  candidate: CandidateId,
  n: Count,
  mean: Score01,
  low: z.number(),
  high: z.number(),
  objectives: Values,
  /** By objective: on how many examples it is better and worse than the incumbent, and the evidence that it is better more often: 1 / the chance of that many by luck (1: none). */
  pairs: z.record(z.string(), z.strictObject({ better: Count, worse: Count, evidence: z.number() })),
});
export type Rescored = z.infer<typeof Rescored>;
