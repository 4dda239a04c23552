import type { CapabilitySpec } from '../../events/capability.ts';
import type { PromptGenome } from '../../events/promptGenome.ts';
import type { Model } from '../models/model.ts';
import { PROMPT_REPAIRS, voicesOf } from './asking.ts';
import { contractOf } from './contract.ts';
import { answerSchema, render } from './render.ts';

/** What a provider puts around messages, and what is said of an answer that does not fit. */
const AROUND_TOKENS = 64;
const PROBLEM_TOKENS = 2000;
/** `Input:`, `Answer:` and the line ends. */
const AROUND_EXAMPLE = 20;

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/**
 * The most that a prompt's answer to one input can cost, micro-dollars (SPEC E10): every voice is asked again as often as it may be, and each
 * answer is as long as it may be. A byte is at least a token's worth of text, so no question has more tokens than bytes. Attempts that a
 * provider bills and does not answer are beside it. 0: its model is not in the house, so nobody is asked.
 */
export function dearestAnswer(
  genome: PromptGenome,
  models: ReadonlyMap<string, Model>,
  spec: CapabilitySpec,
  inputBytes: number,
): number {
  const model = models.get(genome.model_key);
  const { contract } = contractOf(spec);
  if (model === undefined || contract === undefined) return 0;
  const examples = contract.examples
    .map((example) => bytes(example.input) + bytes(example.output) + AROUND_EXAMPLE)
    .toSorted((a, b) => b - a)
    .slice(0, genome.retriever_topk);
  const question =
    render({ ...genome, retriever_topk: 0 }, contract, null).reduce(
      (sum, { content }) => sum + Buffer.byteLength(content),
      0,
    ) +
    bytes(answerSchema(genome, contract.output)) +
    examples.reduce((sum, size) => sum + size, 0) +
    inputBytes +
    AROUND_TOKENS;
  const { max_tokens } = genome;
  const calls = Array.from({ length: 1 + PROMPT_REPAIRS }, (_, repair) =>
    model.costOf(question + repair * (max_tokens + PROBLEM_TOKENS), max_tokens),
  );
  return voicesOf(genome) * calls.reduce((sum, cost) => sum + cost, 0);
}
