import { z } from 'zod';
import { Sha256 } from './commit.ts';

/** Why a stored thing counts as worse than its frozen baseline (SPEC P15-P17, C13, A4). */
export const DriftReason = z.enum(['quality', 'latency', 'fuel', 'errors', 'cache']);
export type DriftReason = z.infer<typeof DriftReason>;

/** One metric in one window beside its baseline. Quality, errors, cache: shares; latency: µs; fuel: units. */
export const Metric = z.strictObject({
  reason: DriftReason,
  statistic: z.number(),
  baseline: z.number(),
  threshold: z.number(),
  samples: z.int().min(0),
});
export type Metric = z.infer<typeof Metric>;

/** A run whose postconditions failed or that raised an error; the input itself stays in the run log. */
export const FailingRun = z.strictObject({
  run: z.string(),
  input: Sha256,
  failed: z.array(z.string().max(120)).max(32),
});
export type FailingRun = z.infer<typeof FailingRun>;

/** A run that cost much fuel. */
export const HeavyRun = z.strictObject({ run: z.string(), input: Sha256, fuel: z.int().min(0) });
export type HeavyRun = z.infer<typeof HeavyRun>;

/** What the first runs after storing or takeover looked like; frozen, because a rolling baseline hides slow creep. */
export const Baseline = z.strictObject({
  n: z.int().min(1),
  quality: z.number().nullable(),
  error_rate: z.number(),
  latency_median_us: z.number(),
  latency_mean_us: z.number(),
  /** Null until enough fuel samples came in. */
  fuel: z.number().nullable(),
  cache_hit_rate: z.number().nullable(),
});
export type Baseline = z.infer<typeof Baseline>;

/** What failed or weighed most in the drifting windows: the raw material of suite n+1. */
export const Evidence = z.strictObject({
  metrics: z.array(Metric).max(5),
  failing: z.array(FailingRun).max(16),
  heaviest: z.array(HeavyRun).max(6),
});
export type Evidence = z.infer<typeof Evidence>;
