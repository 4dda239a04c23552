import { z } from 'zod';

const Kswin = z
  .strictObject({
    name: z
      .literal('kswin')
      .describe('Kolmogorov-Smirnov test of the last runs beside some of the ones before'),
    alpha: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.005)
      .describe('Significance of one test; every observation is tested'),
    window: z.int().min(20).max(200).default(100).describe('Observations that are kept'),
    stat: z
      .int()
      .min(5)
      .max(100)
      .default(30)
      .describe('Last observations that are tested, at most half of them'),
    seed: z.int().min(0).default(1).describe('Chooses which of the ones before are drawn'),
  })
  .superRefine(({ window, stat }, context) => {
    if (stat * 2 <= window) return;
    context.addIssue({
      code: 'custom',
      path: ['stat'],
      message: `${stat} of the ${window - stat} observations before the newest ${stat} cannot be drawn`,
      params: { remedy: 'Make `stat` at most half of `window`.' },
    });
  });

/** Sequential detectors a channel can be watched by instead of the window rule (`machines/rules/drift/<name>.ts`). */
export const DetectorChoice = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('seed-rule').describe('The mean of the last runs beside a factor of the first ones'),
    recent: z.int().min(2).max(200).default(50).describe('Last observations that are averaged'),
    first: z
      .int()
      .min(2)
      .max(2000)
      .default(200)
      .describe('First observations, the measure of all later ones'),
    factor: z.number().gt(1).default(1.5).describe('Worse by this factor is an alarm'),
  }),
  z.strictObject({
    name: z.literal('adwin').describe('A window that shrinks when its older part has another mean'),
    delta: z.number().gt(0).lt(1).default(0.002).describe('Confidence: smaller is quieter and later'),
    clock: z.int().min(1).max(1000).default(32).describe('Looks for a cut once in this many observations'),
  }),
  z.strictObject({
    name: z
      .literal('page-hinkley')
      .describe('Sum of deviations from the running mean, in deviations of the baseline'),
    min_instances: z.int().min(1).default(30).describe('Observations before an alarm'),
    delta: z.number().min(0).default(0.25).describe('Deviation that is tolerated'),
    threshold: z.number().gt(0).default(25).describe('Sum that is an alarm'),
    alpha: z
      .number()
      .gt(0)
      .max(1)
      .default(0.9999)
      .describe('What is kept of the sum from one observation to the next'),
  }),
  Kswin,
  z.strictObject({
    name: z.literal('cusum').describe('Sums of deviations from the baseline, in its deviations'),
    k: z.number().min(0).default(0.5).describe('Deviation that is tolerated'),
    h: z.number().gt(0).default(15).describe('Sum that is an alarm'),
  }),
]);
export type DetectorChoice = z.infer<typeof DetectorChoice>;

/** The names of the detectors. */
export const DetectorName = z.enum(['seed-rule', 'adwin', 'page-hinkley', 'kswin', 'cusum']);
export type DetectorName = z.infer<typeof DetectorName>;

/** Which detector watches which channel; a channel that is not named is watched by the window rule. */
export const Detectors = z.strictObject({
  quality: DetectorChoice.optional().describe('Mean quality of a run; worse is lower'),
  latency: DetectorChoice.optional().describe('ln µs of runs that no cache answered'),
  fuel: DetectorChoice.optional().describe('ln fuel of the runs it was counted on'),
  errors: DetectorChoice.optional().describe('1 for a run that failed, else 0'),
  cache: DetectorChoice.optional().describe('1 for an answer from the cache, 0 for a miss; worse is lower'),
});
export type Detectors = z.infer<typeof Detectors>;
