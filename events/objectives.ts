import { z } from 'zod';
import { Detectors } from './driftDetectors.ts';

/** What an accepted artifact has to reach. */
export const Objectives = z.strictObject({
  fuel_target: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('Mean fuel per frozen input at which performance is 1'),
  quality_min: z.number().min(0).max(1).default(0.75).describe('What an accepted implementation must reach'),
  accuracy_min: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe(
      'Of a `prompt`: share of the visible checks, and of the held-out ones, that must hold; without it all of them',
    ),
  performance_min: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Performance below which an implementation is refused as too slow'),
  strength_min: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      'Share of faulty copies of accepted code the suite must catch; below it nothing is stored on it',
    ),
  strength_flag: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe('Share below which what is stored is marked `weak_suite`'),
});
export type Objectives = z.infer<typeof Objectives>;

/** What one call may use. */
export const CallLimits = z.strictObject({
  fuel: z.int().positive().default(5_000_000).describe('Counted work, see decision 8'),
  wall_ms: z.int().positive().max(60_000).default(2000).describe('Milliseconds by the clock'),
  memory_mb: z.int().min(8).max(1024).default(64).describe('Heap of the isolate, MB'),
  output_bytes: z.int().positive().default(1_000_000).describe('Size of the output as JSON'),
  depth: z.int().positive().max(200).default(64).describe('Nesting of the output'),
});
export type CallLimits = z.infer<typeof CallLimits>;

/** What all calls of this capability may use together in one process; what goes beyond is refused and told as a fact. */
export const Quota = z.strictObject({
  cpu_ms_per_minute: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('CPU time, ms; the sandbox measures it'),
  runs_per_minute: z.int().positive().nullable().default(null).describe('Runs'),
});
export type Quota = z.infer<typeof Quota>;

/** When runs count as drift (SPEC section F; P15-P17, C13). */
export const Observe = z
  .strictObject({
    window: z.int().min(10).default(100).describe('Runs that are looked at together'),
    min_samples: z.int().min(1).default(30).describe('Samples below which nothing is said'),
    baseline_runs: z
      .int()
      .min(10)
      .default(100)
      .describe('Runs after storing or takeover that freeze the baseline'),
    fuel_every: z
      .int()
      .min(1)
      .default(20)
      .describe('Fuel is counted on 1 run in this many, chosen by input hash'),
    quality_min: z.number().min(0).max(1).default(0.75).describe('Drift when the mean quality is below'),
    error_rate_max: z.number().min(0).max(1).default(0.05).describe('Drift when more runs fail'),
    latency_rule: z.enum(['median', 'mean']).default('median').describe('What of a window is compared'),
    latency_factor: z
      .number()
      .min(1)
      .default(1.5)
      .describe('Drift when slower than the baseline by this factor'),
    latency_floor_ms: z.number().min(0).default(1).describe('Slower by less than this is not drift'),
    fuel_factor: z
      .number()
      .min(1)
      .default(1.5)
      .describe('Drift when dearer than the baseline by this factor'),
    cache_hit_min: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe('Drift when fewer are answered from a cache'),
    confirm: z
      .int()
      .min(0)
      .max(1)
      .default(1)
      .describe('Further windows that must agree before money is spent'),
    cooldown_windows: z
      .int()
      .min(0)
      .default(10)
      .describe('Windows without a new attempt after a refused evolution'),
    detectors: Detectors.optional().describe(
      'Channels that something else than the window rule watches, see docs/explanation/drift.md; `window` and `baseline_runs` are then at most 1000',
    ),
  })
  .superRefine(({ detectors, window, baseline_runs }, context) => {
    for (const [path, runs] of Object.entries({ window, baseline_runs })) {
      if (!detectors || runs <= 1000) continue;
      context.addIssue({
        code: 'custom',
        path: [path],
        message: 'with `detectors` each observation of a window stands in the log: at most 1000 runs',
        params: { remedy: `Make \`${path}\` at most 1000, or leave \`detectors\` out.` },
      });
    }
  });
export type Observe = z.infer<typeof Observe>;
