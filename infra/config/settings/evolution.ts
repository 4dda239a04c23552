import { z } from 'zod';
import { parseCron } from '../../../machines/rules/cronTime.ts';
import { COMPOSITE_WEIGHTS } from '../../../machines/rules/composite.ts';

const share = z.number().min(0).max(1);
const usd = z.number().min(0).max(100_000);

/** What a population may do; what is absent is as its kind of genome has it (SPEC C81). */
const kind = z
  .strictObject({
    population: z.int().min(2).max(50).optional().describe('Candidates that live at a time'),
    elite: z.int().min(1).max(50).optional().describe('Of them, those that go on unchanged'),
    mutation: share
      .optional()
      .describe('The share of children that are mutated; of workflows the chance of each gene'),
    crossover: share.optional().describe('The share of children with two parents'),
    tournament: z.int().min(1).max(10).optional().describe('Candidates that a parent is the best of'),
    islands: z.int().min(1).max(8).optional().describe('Groups that breed among themselves'),
    migrate_every: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Generations between two moves from island to island'),
    novelty: share.optional().describe('A child that differs by less from all that live is refused'),
    sample: z.int().min(1).max(300).optional().describe('Examples that each candidate answers'),
    gate: z
      .int()
      .min(0)
      .max(300)
      .optional()
      .describe('The first so many of them decide whether it answers the rest'),
    gate_min: share.optional().describe('Quality on those below which it does not'),
    generations: z.int().min(1).max(1000).optional().describe('Generations at most'),
    plateau: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('Generations in a row without a gain after which it is over'),
    target: share
      .optional()
      .describe('Quality that is enough. What has it already is searched for cheaper ways'),
    finalists: z.int().min(1).max(5).optional().describe('The best, which are put before the hold-out'),
    holdout: z
      .int()
      .min(1)
      .max(300)
      .optional()
      .describe('Examples of the hold-out that each of them answers'),
    alpha: z.number().gt(0).lt(0.5).optional().describe('Chance of calling something better that is not'),
  })
  .prefault({});

const composite = z
  .strictObject({
    latency_ms: z.number().min(0).default(COMPOSITE_WEIGHTS.latencyMs).describe('Per millisecond'),
    tokens: z.number().min(0).default(COMPOSITE_WEIGHTS.tokens).describe('Per token'),
    repairs: z.number().min(0).default(COMPOSITE_WEIGHTS.repairs).describe('Per repair'),
    cost_usd: z.number().min(0).default(COMPOSITE_WEIGHTS.costUsd).describe('Per dollar'),
  })
  .prefault({});

const budgets = z
  .strictObject({
    latency_ms: z.number().gt(0).default(800),
    tokens: z.number().gt(0).default(1000),
    repairs: z.number().gt(0).default(1),
    cost_usd: z.number().gt(0).default(0.02),
  })
  .prefault({});

const daemon = z
  .strictObject({
    schedule: z
      .string()
      .refine(isCron, {
        message: 'not five cron fields',
        params: { remedy: 'Write minute, hour, day, month and weekday, such as `0 2 * * *`.' },
      })
      .default('0 2 * * *')
      .describe('When `dse daemon` works, in UTC'),
    generations: z
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .describe('Generations of each of its populations at most'),
    out: z
      .string()
      .min(1)
      .default('results/evolution')
      .describe('The folder of its results, beside where it was started'),
  })
  .prefault({});

function isCron(text: string): boolean {
  try {
    parseCron(text);
    return true;
  } catch {
    return false;
  }
}

/** How populations search, and what they may spend: the section `evolution` of the settings (SPEC C81, E10, E13, E18). */
export const EvolutionSettings = z.strictObject({
  code: kind.describe('Populations of code'),
  prompt: kind.describe('Populations of prompts'),
  workflow: kind.describe('Populations of workflows'),
  budget_usd: usd.default(1).describe('Dollars that one population may cost, of those of the day'),
  proposals: z.int().min(3).max(1_000_000).default(2000).describe('Children that one population may ask for'),
  evaluations: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(60_000)
    .describe('Examples that its candidates may answer together'),
  max_minutes: z.number().min(0.1).max(1440).default(60).describe('Minutes after which it stops'),
  min_quality: share.default(0.8).describe('From this quality on a recorded run is a good example'),
  holdout_share: z.number().gt(0).lt(1).default(0.3).describe('The share of a golden set that is held out'),
  composite: composite.describe(
    'What the composite score of the seeds takes off; it is told, nobody is chosen by it',
  ),
  composite_budgets: budgets.describe(
    'What may be spent on one answer: measures over these make the normalised score',
  ),
  daemon: daemon.describe('What `dse daemon` does'),
});
export type EvolutionSettings = z.infer<typeof EvolutionSettings>;
