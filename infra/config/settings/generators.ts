import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { ARMS_MAX } from '../../../machines/rules/bandit/chooseArm.ts';

/** Repair library, local search and crossover are arms already. */
const BUILT_IN = 3;

/** A model with settings that proposes code: an arm of the bandit of each capability. */
export const GeneratorEntry = z.strictObject({
  name: Id.describe('Unlike that of any other generator, the built-in ones too'),
  model: Id.describe('One of `models`'),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .nullable()
    .default(null)
    .describe('Null: what the rung of the ladder says, from 0.2 to 0.7'),
  max_tokens: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("The longest answer; null: the provider's own bound"),
  tier: z.enum(['fast', 'powerful']).describe('Where it stands on the ladder: `fast` ones are asked first'),
});
export type GeneratorEntry = z.infer<typeof GeneratorEntry>;

export const Generators = z.array(GeneratorEntry).max(ARMS_MAX - BUILT_IN);
