import { CapabilitySpec } from '../../../events/capability.ts';
import { PromptGenome, promptGenomeText } from '../../../events/promptGenome.ts';
import type { Review, Reviews } from './reviews.ts';

export const NAME = 'mood';

/** The prompt that everything begins with: what somebody would write first. */
export const SEED: PromptGenome = PromptGenome.parse({
  rubric: 'Judge whether the review is positive or negative.',
  cot: false,
  temperature: 0.7,
  max_tokens: 64,
  retriever_topk: 0,
  use_consensus: false,
  model_key: 'small',
});

/** Of the suite: below it nothing is served, and an answer that is always the same stays below it. */
const ACCURACY_MIN = 0.55;

const example = ({ text, mood }: Review) => ({ input: { text }, output: mood });

/** The capability of a prompt that says whether a review is positive. */
export function capabilityOf({ examples, proved }: Pick<Reviews, 'examples' | 'proved'>): CapabilitySpec {
  return CapabilitySpec.parse({
    capability: NAME,
    kind: 'prompt',
    description: 'Says whether a review of a product is positive or negative.',
    deterministic: false,
    input: {
      type: 'object',
      properties: { text: { type: 'string', minLength: 1, maxLength: 2000 } },
      required: ['text'],
      additionalProperties: false,
    },
    output: { type: 'string', enum: ['positive', 'negative'] },
    examples: examples.map(example),
    held_out: proved.map(example),
    objectives: { accuracy_min: ACCURACY_MIN, quality_min: 0, strength_min: 0 },
    limits: { wall_ms: 30_000 },
    seeds: [{ name: 'first', source: promptGenomeText(SEED), provenance: 'written by hand' }],
  });
}

/** A golden set as `dse golden build --from` reads it: one case a line. */
export function goldenLines(reviews: readonly Review[]): string {
  return reviews
    .map((review) => `${JSON.stringify({ input: { text: review.text }, expected: review.mood })}\n`)
    .join('');
}
