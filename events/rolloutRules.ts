import { z } from 'zod';
import { Score01 } from './proof.ts';

/** What is compared between who serves and who may come to serve. */
export const RolloutMetric = z.enum(['quality', 'errors', 'fuel', 'latency']);
export type RolloutMetric = z.infer<typeof RolloutMetric>;

/** A bare number above 1 may be meant either way. */
const WRITE = 'Write a share of requests such as 0.05, or a percentage such as 5%';

/** `shadow`: beside the incumbent, answering nobody. A number: the share of requests that challengers answer together. */
export const RolloutStage = z.union([z.enum(['shadow', 'bandit']), z.number().gt(0, WRITE).max(1, WRITE)]);
export type RolloutStage = z.infer<typeof RolloutStage>;

const margin = z.number().gt(0).max(0.5);

/** How far a challenger may be worse, by metric; of values in [0, 1] (docs/explanation/rollouts.md). */
export const RolloutMargins = z.strictObject({
  quality: margin.default(0.05).describe('Mean quality'),
  errors: margin.default(0.02).describe('Share of failed runs'),
  fuel: margin.default(0.05).describe('Of f / (f + the incumbent’s mean): .05 is a fifth more'),
  latency: margin.default(0.1).describe('Of t / (t + the incumbent’s mean): .1 is half as long again'),
});
export type RolloutMargins = z.infer<typeof RolloutMargins>;

const stagesGrow = (stages: readonly RolloutStage[]): boolean => {
  const shares = stages.filter((stage) => typeof stage === 'number');
  return (
    stages.lastIndexOf('shadow') <= 0 &&
    !stages.includes('bandit') &&
    shares.every((share, at) => at === 0 || share > shares[at - 1]!) &&
    shares.some((share) => share < 1)
  );
};

/** How a capability replaces what it serves: the section `rollout` of its file (SPEC G6, G7, E19). */
export const RolloutRules = z.strictObject({
  mode: z
    .enum(['share', 'bandit'])
    .default('share')
    .describe('`share`: growing shares. `bandit`: Thompson sampling in their place'),
  stages: z
    .array(RolloutStage)
    .min(1)
    .max(10)
    .default(['shadow', 0.05, 0.25, 1])
    .refine(stagesGrow, {
      message: 'stages are `shadow` at most once and first, then shares that grow, one of them below 1',
      params: { remedy: 'Write a list such as [shadow, 0.05, 0.25, 1].' },
    })
    .describe('`shadow`, then growing shares; 1 is the promotion'),
  min_runs: z.int().min(1).max(100_000).default(100).describe('Runs of each challenger before a stage ends'),
  limit_runs: z
    .int()
    .min(10)
    .max(10_000_000)
    .default(20_000)
    .describe('Answered runs after which it ends undecided'),
  alpha: Score01.refine((alpha) => alpha > 0 && alpha <= 0.5, 'lies in (0, 0.5]')
    .default(0.05)
    .describe('The chance of a wrong promotion, and of a wrong rollback'),
  claim: z
    .enum(['better', 'not_worse'])
    .default('not_worse')
    .describe('What has to be shown of quality before the promotion'),
  guards: z
    .array(RolloutMetric)
    .max(4)
    .default(['quality', 'errors', 'fuel', 'latency'])
    .refine((guards) => new Set(guards).size === guards.length, 'each metric once')
    .describe('What must not become worse; latency only holds and rolls back'),
  margins: RolloutMargins.prefault({}),
  world: z
    .enum(['still', 'moving'])
    .default('still')
    .describe('`moving`: the bandit forgets what is older than about 1,000 rewards'),
});
export type RolloutRules = z.infer<typeof RolloutRules>;
