import { z } from 'zod';

/** How rewards become what is known of generators. */
export const Choosing = z.discriminatedUnion('learner', [
  z.strictObject({ learner: z.literal('plain').describe('Every reward counts for ever') }),
  z.strictObject({
    learner: z
      .literal('discounted')
      .describe('At each reward all that was known is worth `gamma` times as much'),
    gamma: z.number().gt(0).lt(1).default(0.98).describe('About 1 / (1 − gamma) rewards count'),
  }),
  z.strictObject({
    learner: z
      .literal('drift_reset')
      .describe('Every generator begins anew when the rewards of one have changed (ADWIN, at each reward)'),
    delta: z.number().gt(0).lt(1).default(0.01).describe('The chance of a false alarm that its test allows'),
  }),
]);
export type Choosing = z.infer<typeof Choosing>;
