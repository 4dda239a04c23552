import { z } from 'zod';
import { Id } from './commit.ts';
import { Json } from './json.ts';

/** Steps over capabilities; `{{input}}`, `{{input.field}}` and `{{steps.id.result}}` stand for values. */
export const WorkflowSpec = z.strictObject({
  /** Run in this order. */
  steps: z
    .array(
      z.strictObject({
        /** What later steps and the output call it by. */
        id: Id,
        /** What the step runs. */
        capability: Id,
        /** What goes in, with references filled. */
        input: Json,
      }),
    )
    .min(1)
    .max(50),
  output: Json.optional().describe('The last step’s result unless given'),
});
export type WorkflowSpec = z.infer<typeof WorkflowSpec>;
