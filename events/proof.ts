import { z } from 'zod';
import { CallLimits } from './objectives.ts';
import { Sha256 } from './commit.ts';

export const Score01 = z.number().min(0).max(1);
export const Count = z.int().min(0);
/** Micro-dollars; `priced compute` unless a provider billed it. */
export const MicroDollars = z.int().min(0);

export const SuiteRef = z.strictObject({ version: z.int().min(1), hash: Sha256 });
export type SuiteRef = z.infer<typeof SuiteRef>;

/** The four parts of quality and what they came from (SPEC P24, C10); raw per-case results are the blob `raw`. */
export const ProofSummary = z.strictObject({
  suite: SuiteRef,
  verdict: z.enum(['passed', 'failed']),
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
  /**
   * Beside a parent: both fuels over the frozen and held-out cases that both passed. A wrong answer is often a cheap one,
   * so a descendant that starts to answer must not look dearer for it.
   */
  common_fuel: z.strictObject({ parent: Count, child: Count }).nullable(),
  held_out: z.strictObject({ passed: Count, total: Count }).nullable(),
  failures: z.array(z.strictObject({ case: z.string().max(120), message: z.string().max(300) })).max(5),
  seed: Count,
  engine: z.string(),
  /** What a call could use; absent where no engine ran it. */
  limits: CallLimits.optional(),
  walls: z.array(z.string()),
  raw: Sha256,
  /** Measured, never deciding (law 7). */
  latency_us: Count,
  cost_micro: MicroDollars,
});
export type ProofSummary = z.infer<typeof ProofSummary>;
