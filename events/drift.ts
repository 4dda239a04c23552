import { z } from 'zod';
import { Sha256 } from './commit.ts';
import { DetectorChoice, DetectorName } from './driftDetectors.ts';

/** Why a stored thing counts as worse than its frozen baseline (SPEC P15-P17, C13, A4). */
export const DriftReason = z.enum(['quality', 'latency', 'fuel', 'errors', 'cache']);
export type DriftReason = z.infer<typeof DriftReason>;

/** What a sequential detector saw when it raised an alarm, in its own terms (see its file in `machines/rules/drift/`). */
export const Alarm = z.strictObject({
  /** Name and parameters. */
  detector: DetectorChoice,
  statistic: z.number(),
  threshold: z.number(),
  /** Observations since it began, and of these, those of the alarming window. */
  observations: z.int().min(1),
  in_window: z.int().min(1),
});
export type Alarm = z.infer<typeof Alarm>;

/**
 * One metric in one window beside its baseline. Quality, errors, cache: shares; latency: µs; fuel: units. With an `alarm`, a detector
 * other than the window rule watches this channel: `statistic` is the mean of what it takes for recent (of latency and fuel the geometric
 * mean), `threshold` half way from the baseline to there: below that nothing is confirmed. In a confirming window `statistic` is the mean
 * since the alarm, `threshold` what it had to reach.
 */
export const Metric = z.strictObject({
  reason: DriftReason,
  statistic: z.number(),
  baseline: z.number(),
  threshold: z.number(),
  samples: z.int().min(0),
  alarm: Alarm.optional(),
});
export type Metric = z.infer<typeof Metric>;

/** How a channel that a detector watches stood after a window. */
export const Reading = z.strictObject({
  channel: DriftReason,
  detector: DetectorName,
  /** Since it began, or began anew. */
  observations: z.int().min(0),
  statistic: z.number(),
  threshold: z.number(),
  /** For the worse; what became better is no drift. */
  alarm: z.boolean(),
});
export type Reading = z.infer<typeof Reading>;

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
