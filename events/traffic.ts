import { z } from 'zod';
import { JsonSchema } from './jsonSchema.ts';
import { Json } from './json.ts';

/** A stretch of runs. Inputs are drawn from a JSON Schema narrower than the capability's, or from a list in turn. */
export const TrafficPhase = z
  .strictObject({
    name: z.string().min(1).max(120).describe('What is different in this stretch'),
    runs: z.int().min(1).max(100_000).describe('How many arrive'),
    schema: JsonSchema.optional().describe('Inputs are drawn from it'),
    values: z.array(Json).min(1).optional().describe('Inputs, taken in turn'),
  })
  .superRefine((phase, context) => {
    if ((phase.schema === undefined) === (phase.values === undefined)) {
      context.addIssue({
        code: 'custom',
        message: 'a phase has either `schema` or `values`, not both or none',
        params: { remedy: 'Give one of the two.' },
      });
    }
  });
export type TrafficPhase = z.infer<typeof TrafficPhase>;

/** What arrives at a capability over time (`traffic.yaml` beside the examples): phases whose inputs differ make real drift. */
export const TrafficFile = z.strictObject({ phases: z.array(TrafficPhase).min(1).max(20) });
export type TrafficFile = z.infer<typeof TrafficFile>;
