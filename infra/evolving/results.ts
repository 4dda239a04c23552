import { z } from 'zod';
import { Rescored } from '../../events/candidate.ts';
import { Objective, PopulationSettings } from '../../events/populationPlan.ts';
import { Composite } from './composite.ts';
import { Target } from './targets.ts';

const Values = z.record(z.string(), z.number());
const Member = z.strictObject({
  candidate: z.string(),
  objectives: Values,
  elite: z.boolean(),
  island: z.int(),
});

/** What one population came to: everything but sources stands in it, and every number is of a fact of its log. */
export const ArmResults = z.strictObject({
  population: z.string(),
  capability: z.string(),
  target: z.string(),
  genome: z.string(),
  strategy: z.string(),
  /** A model that its prompts may ask, or its price, is no real one (law 11). */
  simulated: z.boolean(),
  seed: z.int(),
  settings: PopulationSettings,
  objectives: z.array(Objective),
  golden: z.strictObject({ blob: z.string(), train: z.int(), holdout: z.int() }),
  controls: z
    .strictObject({
      scores: z.array(z.strictObject({ name: z.string(), score: z.number() })),
      agreement: z.number(),
      blocked: z.string().nullable(),
    })
    .nullable(),
  generations: z.array(
    z.strictObject({
      generation: z.int(),
      phase: z.string(),
      best: z.string(),
      quality: z.number(),
      mean: z.number(),
      hypervolume: z.number().nullable(),
      flat: z.boolean(),
      front: z.array(z.string()),
      survivors: z.array(Member),
      bred: z.int(),
      refused: z.int(),
      proposals: z.int(),
      evaluations: z.int(),
      cost_micro: z.int(),
    }),
  ),
  stop: z.strictObject({ stop: z.string(), reason: z.string() }).nullable(),
  /** On examples that nobody was chosen by; null: it did not come to that. */
  holdout: z
    .strictObject({
      incumbent: Rescored,
      finalists: z.array(Rescored),
      chosen: z.string().nullable(),
      shown: z.string().nullable(),
      rule: z.string(),
      weights: Values.nullable(),
    })
    .nullable(),
  winner: z
    .strictObject({
      candidate: z.string(),
      artifact: z.string(),
      source: z.string(),
      operators: z.array(z.string()),
      verdict: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  deployment: z
    .strictObject({ deploy: z.boolean(), reason: z.string(), numbers: Values, notified: z.string() })
    .nullable(),
  outcome: z.string().nullable(),
  proposals: z.int(),
  evaluations: z.int(),
  cost_micro: z.int(),
  /** The seeds' score and the normalised one of who was before the hold-out; nobody is chosen by them (SPEC C60-C62). */
  composite: z.array(Composite),
  /** From the command until it ended, ms; measured. */
  took_ms: z.number().nullable(),
});
export type ArmResults = z.infer<typeof ArmResults>;

/** `evolution_results.json` (SPEC E11). */
export const EvolutionResults = ArmResults.extend({
  v: z.literal(1),
  targets: z.array(Target),
  /** The same evaluations spent on random candidates; null: nobody asked for it. */
  compared: ArmResults.nullable(),
});
export type EvolutionResults = z.infer<typeof EvolutionResults>;
