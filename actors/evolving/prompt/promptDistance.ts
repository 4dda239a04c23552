import { PROMPT_BOUNDS } from '../../../events/promptGenome.ts';
import type { PromptGenome } from '../../../events/promptGenome.ts';
import { wordDistance } from '../wordDistance.ts';

/** The words make a prompt more than any setting does. */
const RUBRIC = 0.4;
const SETTING = 0.1;

/** How different two prompts are, in [0, 1]: 0.4 by the words of the rubric, 0.1 by each of the six settings, lengths by their ratio. */
export function promptDistance(a: PromptGenome, b: PromptGenome): number {
  const differs = (one: unknown, other: unknown): number => (one === other ? 0 : 1);
  const settings = [
    differs(a.cot, b.cot),
    Math.abs(a.temperature - b.temperature),
    Math.abs(Math.log(a.max_tokens / b.max_tokens)) / Math.log(PROMPT_BOUNDS.max_tokens[1]),
    Math.abs(a.retriever_topk - b.retriever_topk) / PROMPT_BOUNDS.retriever_topk[1],
    differs(a.use_consensus, b.use_consensus),
    differs(a.model_key, b.model_key),
  ];
  return RUBRIC * wordDistance(a.rubric, b.rubric) + SETTING * settings.reduce((sum, one) => sum + one, 0);
}
