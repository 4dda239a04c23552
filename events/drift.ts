import { z } from 'zod';

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
