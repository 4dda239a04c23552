import { z } from 'zod';
import { Json } from './json.ts';

/** How an output is compared with the expected one. `unordered`: lists as bags, at every depth. */
export const Compare = z.union([
  z.enum(['exact', 'unordered']),
  z.strictObject({ tolerance: z.number().positive().describe('Largest absolute difference of two numbers') }),
  z.strictObject({
    predicate: z
      .string()
      .min(1)
      .max(4000)
      .describe(
        'JavaScript source: (input, output, expected) => boolean; for jobs with several right answers',
      ),
  }),
]);
export type Compare = z.infer<typeof Compare>;

/** One input with what must come of it: an `output`, or an `error` whose `Name: message` contains this text. */
export const Example = z
  .strictObject({
    /** A note for readers of the file. */
    name: z.string().min(1).max(120).optional(),
    /** What goes in. */
    input: Json,
    /** What must come out; either this or `error`. */
    output: Json.optional(),
    /** Part of the error’s `Name: message`; either this or `output`. */
    error: z.string().min(1).max(200).optional(),
    /** How the output is compared with the expected one. */
    compare: Compare.default('exact'),
  })
  .superRefine((example, context) => {
    if ((example.output === undefined) === (example.error === undefined)) {
      context.addIssue({
        code: 'custom',
        message: 'an example has either `output` or `error`, not both or none',
        params: { remedy: 'Give one of the two.' },
      });
    }
  });
export type Example = z.infer<typeof Example>;

const holds = z.string().min(1).max(4000).describe('JavaScript source: (input, output) => boolean');

/** Must hold for every generated and hand-written input; `runs` inputs are generated from the input schema. */
export const Property = z.strictObject({
  /** Names it in failures and in `failed` of runs; no two are the same. */
  name: z.string().min(1).max(120),
  holds,
  /** How many generated inputs it is checked on. */
  runs: z.int().min(1).max(500).default(25),
});
export type Property = z.infer<typeof Property>;

/** Must hold for every run; a run's quality is the share that does (DESIGN 9). */
export const Postcondition = z.strictObject({
  /** Names it in failures and in `failed` of runs; no two are the same. */
  name: z.string().min(1).max(120),
  holds,
});
export type Postcondition = z.infer<typeof Postcondition>;

/**
 * How outputs of related inputs relate (metamorphic testing): for `runs` inputs of the suite, the program also runs on
 * `change(input)`, and `holds` must be true of both.
 */
export const Relation = z.strictObject({
  /** Names it in failures; no two are the same. */
  name: z.string().min(1).max(120),
  change: z
    .string()
    .min(1)
    .max(4000)
    .describe(
      'JavaScript source: (input) => another input; undefined or one that breaks the schema is skipped',
    ),
  holds: z
    .string()
    .min(1)
    .max(4000)
    .describe('JavaScript source: (input, output, changedInput, changedOutput) => boolean'),
  /** On how many of the suite's inputs it is checked. */
  runs: z.int().min(1).max(100).default(10),
});
export type Relation = z.infer<typeof Relation>;

/** A malformed input and what a robust implementation may do with it; it never hangs or crashes. */
export const RobustnessInput = z.strictObject({
  /** A note for readers of the file. */
  name: z.string().min(1).max(120).optional(),
  /** Usually one that does not fit the input schema. */
  input: Json,
  /** What may come of it: a thrown error, an output that fits its schema, or either. */
  expect: z.enum(['error', 'output', 'either']).default('either'),
});
export type RobustnessInput = z.infer<typeof RobustnessInput>;
