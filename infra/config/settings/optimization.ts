import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { Schedule, TimeZone } from './timeOfDay.ts';

const usd = z.number().min(0).max(100_000);
const share = z.number().min(0).max(1);

const tools = z
  .union([Id, z.array(Id).min(1)])
  .nullable()
  .default(null);

/** What a tier may use, what an optimisation on it is taken to cost until one has been measured, and the quality it is for. */
function tier(tool: string, cost: number, from: number, to: number) {
  return z
    .strictObject({
      tool: tools.describe(tool),
      cost_per_optimization: usd
        .default(cost)
        .describe('Dollars that one optimisation is taken to cost until the tier has a measured mean'),
      target_quality: z
        .tuple([share, share])
        .refine(([low, high]) => low <= high, {
          message: 'the lower end is above the upper one',
          params: { remedy: 'Write the lower quality first, such as `[0.6, 0.75]`.' },
        })
        .default([from, to])
        .describe('Quality that results of this tier are expected in: lower end, upper end'),
    })
    .prefault({});
}

const tiers = z.strictObject({
  local: tier(
    'Names of `generators`. Null: those of free models that no tier names. The built-in searches always belong here',
    0,
    0.6,
    0.75,
  ),
  cloud: tier(
    'Names of `generators`. Null: those of models that cost and that no tier names',
    0.3,
    0.75,
    0.9,
  ),
  deep: tier('Names of `generators`. Null: none, so that nothing is optimised on this tier', 2, 0.9, 1),
});

const offlineBatch = z.strictObject({
  enabled: z.boolean().default(true),
  schedule: Schedule.describe(
    'When a batch may run: from the first minute to before the second; over midnight is fine',
  ),
  time_zone: TimeZone.describe(
    'Whose clock the window is read on, an IANA name. A night belongs to the day on which it began',
  ),
  max_daily_budget: usd.default(50).describe('Dollars that all optimisations of one day or night may cost'),
  min_artifact_value: z
    .number()
    .min(0)
    .default(10)
    .describe('Less valuable things are left alone; in dollars'),
  min_usage: z.int().min(0).default(10).describe('Only things that ran more often than this'),
  quality_target: share.default(0.75).describe('Only things whose quality is below this'),
  min_potential_usage: z
    .number()
    .min(0)
    .default(10)
    .describe('Only things with usage × (1 − quality) above this (SPEC C41); 100 marks high priority'),
});

const session = z.strictObject({
  experiments: z.int().min(1).max(10).default(5).describe('Most generators tried side by side in stage 1'),
  patience: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('Attempts without a gain after which a session stops'),
  stop_fitness: share.default(0.95).describe('A fitness above this stops a session'),
  max_minutes: z.number().min(0.1).max(1440).default(10).describe('Minutes after which a session stops'),
  experiment_seconds: z
    .int()
    .min(1)
    .max(3600)
    .default(300)
    .describe('Seconds after which an experiment stops'),
  tool_evolution_gain: z
    .number()
    .min(1)
    .default(1.1)
    .describe('Best fitness over the old one above which stage 2 specialises a tool'),
  budget_usd: usd.default(1).describe('Dollars that one session may cost'),
  evaluations: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("Candidates that one experiment may run; null: the capability's own number"),
});

const triggers = z.strictObject({
  interval_hours: z.number().min(0.1).default(24).describe('Hours after which everything is looked at again'),
  fitness_threshold: share.default(0.8).describe('What is stored with less fitness is queued at once'),
  usage_threshold: z.int().min(0).default(10).describe('What ran more often than this is queued'),
  vram_factor: z
    .number()
    .min(1)
    .default(1.5)
    .describe('Graphics memory over that of before, above which everything is optimised anew'),
});

/** What may be spent on making things better, on what, and when: the section `optimization` of the settings (SPEC D.6). */
export const OptimizationSettings = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Off: nothing is optimised unless somebody asks for it by name'),
    tiers: tiers.prefault({}).describe('Who may be asked, by what the improvement is worth'),
    low_value: z.number().min(0).default(1).describe('Less valuable things stay on tier `local`; in dollars'),
    high_value: z
      .number()
      .min(0)
      .default(10)
      .describe('From here on tier `deep`, below it `cloud`; in dollars, at least `low_value`'),
    latency_price_usd_per_hour: usd
      .default(36)
      .describe(
        'What an hour of waiting for runs is worth; a run counts as the dearer of what it cost and what waiting for it is worth, so that free but slow things rank too. 36 is a cent a second',
      ),
    offline_batch: offlineBatch.prefault({}).describe('What `dse batch` may do while nobody waits'),
    session: session.prefault({}).describe('The bounds of one optimisation'),
    triggers: triggers.prefault({}).describe('What makes something be optimised without being asked'),
  })
  .refine(({ low_value, high_value }) => low_value <= high_value, {
    path: ['high_value'],
    message: 'below `low_value`',
    params: { remedy: 'Raise it to `low_value` at least.' },
  });
export type OptimizationSettings = z.infer<typeof OptimizationSettings>;

/** What spends, from the cheapest to the dearest (SPEC P27-P29). */
export const TIERS = ['local', 'cloud', 'deep'] as const;

/** The generators that a tier names itself, in the order of the file. */
export function namedBy({ tool }: OptimizationSettings['tiers']['local']): readonly string[] {
  return tool === null ? [] : [tool].flat();
}
