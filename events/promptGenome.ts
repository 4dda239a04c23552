import { z } from 'zod';
import { Id } from './commit.ts';
import { canonicalJson } from './json.ts';

/** Bounds that operators keep to. `model_key` leaves room for `model-` before it in the id of a model's runs. */
export const PROMPT_BOUNDS = {
  rubric: 8000,
  temperature: [0, 1],
  max_tokens: [1, 8192],
  retriever_topk: [0, 16],
  model_key: 58,
} as const;

/**
 * What a prompt is made of (SPEC E1, C65): the seven fields that are its content. The three others of the seeds are said elsewhere:
 * `genome_id` is the hash of this content, `generation` and `seed` stand in the fact `artifact.generated`.
 */
export const PromptGenome = z.strictObject({
  rubric: z
    .string()
    .max(PROMPT_BOUNDS.rubric)
    .describe('The instructions, in words. Blank: nothing is asked and every call is an error'),
  cot: z.boolean().default(false).describe('The model reasons in words before it answers'),
  temperature: z
    .number()
    .min(PROMPT_BOUNDS.temperature[0])
    .max(PROMPT_BOUNDS.temperature[1])
    .default(0.7)
    .describe('How warm the model is asked'),
  max_tokens: z
    .int()
    .min(PROMPT_BOUNDS.max_tokens[0])
    .max(PROMPT_BOUNDS.max_tokens[1])
    .default(512)
    .describe('The longest answer, in tokens, its reasoning included'),
  retriever_topk: z
    .int()
    .min(PROMPT_BOUNDS.retriever_topk[0])
    .max(PROMPT_BOUNDS.retriever_topk[1])
    .default(0)
    .describe('How many of the capability’s `examples` are shown, those most like the input'),
  use_consensus: z.boolean().default(false).describe('Three calls, and what most of them answer'),
  model_key: Id.max(PROMPT_BOUNDS.model_key)
    .default('primary')
    .describe('The name of a model in the settings'),
});
export type PromptGenome = z.infer<typeof PromptGenome>;

/** The one text of a genome: equal genomes have equal texts, whatever order they were written in. */
export function promptGenomeText(genome: PromptGenome): string {
  return canonicalJson(PromptGenome.parse(genome));
}

/** @throws ZodError or SyntaxError for what is no genome. */
export function readPromptGenome(source: string): PromptGenome {
  return PromptGenome.parse(JSON.parse(source));
}
