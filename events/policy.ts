import { z } from 'zod';
import { Id } from './commit.ts';

const NEAR = 1e-6;
const Action = z.string().min(1).max(200);
const Column = z.string().min(1).max(80);

const Fixed = z
  .record(Action, z.number().min(0).max(1))
  .superRefine((chances, context) => {
    const sum = Object.values(chances).reduce((total, chance) => total + chance, 0);
    if (Math.abs(sum - 1) > NEAR)
      context.addIssue({
        code: 'custom',
        message: `the chances come to ${Number(sum.toFixed(6))} together`,
        params: { remedy: 'Make them come to 1.' },
      });
  })
  .describe('The chance of each action, together 1');

/** How an action is chosen. */
export const PolicyChances = z.union([
  Fixed,
  z.enum(['thompson', 'greedy']).describe('By what was known when it was chosen'),
]);

/** Another way to choose, to be judged on choices that were logged with their chances (issue 7). */
export const PolicyFile = z
  .strictObject({
    /** Names it in what is said of it. */
    name: z.string().min(1).max(80),
    /** Which choices: those of generators, of what answers while a rollout draws, or a log of your own (`--choices`). */
    choices: z.enum(['generators', 'rollouts', 'log']).default('generators'),
    /** Only of this capability; absent: of all. */
    capability: Id.optional(),
    /** Columns whose values together make one choice like another; absent: the capability, of a log of your own all it has. */
    context: z.array(Column).max(6).optional(),
    /** Chances where the columns have these values; the first that fits. */
    when: z
      .array(
        z.strictObject({
          where: z.record(Column, z.union([z.string(), z.number(), z.boolean()])),
          chances: PolicyChances,
        }),
      )
      .max(100)
      .default([]),
    /** Where none of `when` fits. */
    chances: PolicyChances.optional(),
    /** What is done where the policy says nothing, or none of its actions could be chosen. */
    otherwise: z.enum(['refuse', 'as_logged']).default('refuse'),
  })
  .superRefine(({ when, chances }, context) => {
    if (chances === undefined && when.length === 0)
      context.addIssue({
        code: 'custom',
        message: 'the policy says no chances',
        params: { remedy: 'Add `chances`, or `when` with some.' },
      });
  });
export type PolicyFile = z.infer<typeof PolicyFile>;
