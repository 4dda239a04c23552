import type { PromptGenome } from '../../../../events/promptGenome.ts';
import type { Random } from '../../random.ts';

/**
 * Two prompts as one (SPEC E5): the temperature is their mean, each other field that of one parent, drawn. The child lies within its
 * parents, and so within every bound they keep.
 */
export function crossPrompts(a: PromptGenome, b: PromptGenome, random: Random): PromptGenome {
  const either = <K extends keyof PromptGenome>(field: K): PromptGenome[K] =>
    random.uniform() < 0.5 ? a[field] : b[field];
  return {
    rubric: either('rubric'),
    cot: either('cot'),
    temperature: Math.round(((a.temperature + b.temperature) / 2) * 100) / 100,
    max_tokens: either('max_tokens'),
    retriever_topk: either('retriever_topk'),
    use_consensus: either('use_consensus'),
    model_key: either('model_key'),
  };
}
