import { z } from 'zod';
import { CallLimits } from './objectives.ts';
import { Sha256 } from './commit.ts';

export const Score01 = z.number().min(0).max(1);
export const Count = z.int().min(0);
/** Micro-dollars; `priced compute` unless a provider billed it. */
export const MicroDollars = z.int().min(0);

/** How much of something: checks that hold, branches that ran. */
export const Tally = z.strictObject({ covered: Count, total: Count });

export const SuiteRef = z.strictObject({ version: z.int().min(1), hash: Sha256 });
export type SuiteRef = z.infer<typeof SuiteRef>;

/**
 * How well a suite tells code that was right from the same code with one typed fault (`actors/proving/mutants.ts`).
 * `score` = killed / (mutants - equivalent).
 */
export const SuiteStrength = z.strictObject({
  /** Faults tried that load: each a copy of accepted code with one of them. */
  mutants: Count,
  /** Refused by the suite, held-out inputs included. */
  killed: Count,
  /** Passed, and answered every further drawn input as the accepted code does: presumed to mean the same. */
  equivalent: Count,
  score: Score01,
  /** `score` is below `objectives.strength_flag`: what is stored on this suite is marked. */
  flagged: z.boolean(),
  /** Passed although they answer `input` otherwise (null: no inputs could be drawn to compare on). At most five. */
  survivors: z
    .array(
      z.strictObject({ operator: z.string().max(20), line: Count, input: z.string().max(120).nullable() }),
    )
    .max(5),
});
export type SuiteStrength = z.infer<typeof SuiteStrength>;

/** The limit or wall that stopped a call. */
export const Stop = z.enum(['fuel', 'timeout', 'memory', 'output', 'crash']);
export type Stop = z.infer<typeof Stop>;

/** A check that does not hold. Texts are cut; whole values are in the blob `raw`. */
export const Failure = z.strictObject({
  case: z.string().max(120),
  message: z.string().max(300),
  /** JSON texts of what went in, what was expected (null: no single answer), and what came. */
  input: z.string().max(120).nullable(),
  expected: z.string().max(120).nullable(),
  actual: z.string().max(120).nullable(),
  stop: Stop.nullable(),
});
export type Failure = z.infer<typeof Failure>;

/**
 * Why a proof failed, the gravest first: `contained` (it reached for what no capability grants, or the sandbox had to stop it for memory,
 * output or by ending its process), `wrong` (a check does not hold), `slow` (stopped by fuel or time, or below `performance_min`),
 * `weak-suite` (the suite lets faults of this code pass), `low-quality` (below `quality_min`).
 */
export const Cause = z.enum(['contained', 'wrong', 'slow', 'weak-suite', 'low-quality']);
export type Cause = z.infer<typeof Cause>;

/** A descendant beside its parent on inputs drawn for the purpose. */
export const Differential = z.strictObject({
  inputs: Count,
  /** Where the parent gave an answer that breaks nothing the suite states, and the descendant did not give the same. */
  different: Count,
  first: z
    .strictObject({ input: z.string().max(120), parent: z.string().max(120), child: z.string().max(120) })
    .nullable(),
});
export type Differential = z.infer<typeof Differential>;

/**
 * Wall time of a descendant over its parent's, in the same isolate by turns, and of the parent over itself (the control). Ratios of
 * medians with the quartiles of the rounds; `faster` and `slower` only where the quartiles of the two do not touch.
 */
export const WallTime = z.strictObject({
  rounds: Count,
  ratio: z.number().min(0),
  low: z.number().min(0),
  high: z.number().min(0),
  control: z.number().min(0),
  control_low: z.number().min(0),
  control_high: z.number().min(0),
  verdict: z.enum(['faster', 'slower', 'same']),
});
export type WallTime = z.infer<typeof WallTime>;

/** The four parts of quality and what they came from (SPEC P24, C10); raw per-case results are the blob `raw`. */
export const ProofSummary = z.strictObject({
  suite: SuiteRef,
  verdict: z.enum(['passed', 'failed']),
  /** Null when it passed. */
  cause: Cause.nullable(),
  passed: Count,
  total: Count,
  pass_rate: Score01,
  coverage: z.strictObject({ statements: Score01, branches: Score01, score: Score01 }).nullable(),
  performance: Score01.nullable(),
  robustness: Score01.nullable(),
  quality: Score01,
  formula: z.string(),
  /** Total fuel over the frozen inputs; null for things whose work is not counted (tools). */
  fuel: Count.nullable(),
  /** Fuel of the frozen input that takes most; absent where `fuel` is null, and in logs of before. */
  dearest_fuel: Count.optional(),
  /**
   * Beside a parent: both fuels over the frozen and held-out cases that both passed. A wrong answer is often a cheap one,
   * so a descendant that starts to answer must not look dearer for it.
   */
  common_fuel: z.strictObject({ parent: Count, child: Count }).nullable(),
  held_out: z.strictObject({ passed: Count, total: Count }).nullable(),
  failures: z.array(Failure).max(5),
  /** The counts that the scores were computed from; a view recomputes the quality (`proofs`). */
  counts: z.strictObject({
    statements: Tally.nullable(),
    branches: Tally.nullable(),
    malformed: Tally,
    /** Fuel at which performance is 1, over the frozen inputs: the target's or the parent's. */
    reference_fuel: z.number().min(0).nullable(),
  }),
  /** The same outcome for the same input in another order, another build and with another seed; null: nothing shows it. */
  deterministic: z.boolean().nullable(),
  /** Measured where the proof passed and its code can be mutated. */
  strength: SuiteStrength.nullable(),
  differential: Differential.nullable(),
  /** Measured, never deciding (law 7). */
  wall: WallTime.nullable(),
  seed: Count,
  engine: z.string(),
  /** What a call could use; absent where no engine ran it. */
  limits: CallLimits.optional(),
  walls: z.array(z.string()),
  raw: Sha256,
  /** Of the calls in the plain build: CPU time together, the most memory held, the longest output. Null: not measured there. */
  resources: z.strictObject({ cpu_us: Count.nullable(), peak_bytes: Count.nullable(), output_bytes: Count }),
  /** Measured, never deciding (law 7). */
  latency_us: Count,
  cost_micro: MicroDollars,
  /** Of that, what models billed, which the runs of their calls say too; absent: nothing. */
  models_micro: MicroDollars.optional(),
});
export type ProofSummary = z.infer<typeof ProofSummary>;
