import { PROMPT_BOUNDS } from '../../../../events/promptGenome.ts';
import type { PromptGenome } from '../../../../events/promptGenome.ts';
import type { Random } from '../../random.ts';

/** What the house has: names of models in the settings, and how many examples may be shown. */
export type PromptHouse = { readonly models: readonly string[]; readonly examples: number };

/** Another genome, or null where this operator has nothing to change. */
export type PromptOperator = (
  genome: PromptGenome,
  house: PromptHouse,
  random: Random,
) => PromptGenome | null;

/** Standard deviation of a step in temperature. */
const TEMPERATURE_STEP = 0.2;
/** Factors by which an answer may get longer or shorter. */
const LENGTHS = [0.5, 0.75, 1.5, 2] as const;
const TOPK_STEPS = [-2, -1, 1, 2] as const;

const clamped = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, value));

/** Two decimals: genomes that differ in less are the same prompt. */
const hundredth = (value: number): number => Math.round(value * 100) / 100;

function pick<T>(from: readonly T[], random: Random): T | undefined {
  return from[Math.floor(random.uniform() * from.length)];
}

/** The distinct values but for the one that is there; null where none is left. */
function another(values: readonly number[], than: number, random: Random): number | null {
  return (
    pick(
      [...new Set(values)].filter((value) => value !== than),
      random,
    ) ?? null
  );
}

function adjustTemperature(genome: PromptGenome, random: Random): PromptGenome {
  for (;;) {
    const drawn = hundredth(genome.temperature + TEMPERATURE_STEP * random.normal());
    // At a bound half of the draws change nothing.
    const temperature = clamped(drawn, PROMPT_BOUNDS.temperature);
    if (temperature !== genome.temperature) return { ...genome, temperature };
  }
}

/**
 * Steps from one prompt to another (SPEC E4, C70) that need no model: temperatures stay in [0, 1], lengths and counts in the bounds of the
 * genome. A child differs from its parent. The same draws give the same child.
 */
export const PROMPT_OPERATORS = {
  toggle_cot: (genome) => ({ ...genome, cot: !genome.cot }),
  adjust_temperature: (genome, _house, random) => adjustTemperature(genome, random),
  change_model: (genome, { models }, random) => {
    const model = pick(
      models.filter((name) => name !== genome.model_key),
      random,
    );
    return model === undefined ? null : { ...genome, model_key: model };
  },
  adjust_max_tokens: (genome, _house, random) => {
    const lengths = LENGTHS.map((factor) =>
      clamped(Math.round(genome.max_tokens * factor), PROMPT_BOUNDS.max_tokens),
    );
    const length = another(lengths, genome.max_tokens, random);
    return length === null ? null : { ...genome, max_tokens: length };
  },
  adjust_topk: (genome, { examples }, random) => {
    const [least, most] = PROMPT_BOUNDS.retriever_topk;
    const counts = TOPK_STEPS.map((step) =>
      clamped(genome.retriever_topk + step, [least, Math.min(most, examples)]),
    );
    const topk = another(counts, genome.retriever_topk, random);
    return topk === null ? null : { ...genome, retriever_topk: topk };
  },
  toggle_consensus: (genome) => ({ ...genome, use_consensus: !genome.use_consensus }),
} satisfies Readonly<Record<string, PromptOperator>>;
