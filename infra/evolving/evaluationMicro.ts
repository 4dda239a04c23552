import { breederOf } from '../../actors/evolving/breeders.ts';
import { longestInput } from '../../actors/effects/population/ground.ts';
import { dearestAnswer } from '../../actors/prompting/dearestAnswer.ts';
import type { Workshop } from '../../actors/workshop.ts';
import type { CapabilitySpec } from '../../events/capability.ts';
import type { GenomeKind } from '../../events/populationPlan.ts';
import { PROMPT_BOUNDS } from '../../events/promptGenome.ts';
import { overhead } from '../../machines/population/affordable.ts';
import { sampleOf } from '../../machines/population/context.ts';
import type { Asked } from '../../machines/population/context.ts';

type Priced = Pick<Asked, 'seed' | 'train' | 'holdout' | 'settings' | 'budget' | 'golden'> & {
  readonly genome: GenomeKind;
  readonly spec: CapabilitySpec;
  /** The source of what serves. */
  readonly source: string;
};

/** Three bytes: as long as a character of a rubric can get. */
const WIDE = '\u4e2d';

/**
 * What a population pays models for one answer at most, micro-dollars (SPEC E10): no candidate whose answer may cost more is bred, so what is
 * reserved by it is never overspent. It is what the dearest prompt that operators can come to may cost; where the budget does not pay for a
 * generation of those, what it pays for, and never less than what serves may cost. Only prompts ask models.
 */
export async function evaluationMicro(workshop: Workshop, asked: Priced): Promise<number> {
  const { genome, spec, source, settings, budget } = asked;
  if (genome !== 'prompt') return 0;
  const longest = await longestInput(workshop, asked.golden);
  const reach = Math.max(
    0,
    ...[...workshop.models.keys()].map((model_key) =>
      dearestAnswer(
        {
          rubric: WIDE.repeat(PROMPT_BOUNDS.rubric),
          cot: true,
          temperature: 0,
          max_tokens: PROMPT_BOUNDS.max_tokens[1],
          retriever_topk: PROMPT_BOUNDS.retriever_topk[1],
          use_consensus: true,
          model_key,
        },
        workshop.models,
        spec,
        longest,
      ),
    ),
  );
  const own = breederOf(genome, workshop).dearest(source, spec, longest);
  const answers =
    overhead(asked).evaluations +
    (settings.finalists + 1) * sampleOf(asked, 'holdout').length +
    settings.population * sampleOf(asked, 'full').length;
  return Math.min(reach, Math.max(own, Math.floor(budget.micro / answers)));
}
