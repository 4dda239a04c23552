import { promptGenomeText, readPromptGenome } from '../../../events/promptGenome.ts';
import type { PromptGenome } from '../../../events/promptGenome.ts';
import { crossPrompts } from '../../../machines/rules/genome/prompt/cross.ts';
import { PROMPT_OPERATORS } from '../../../machines/rules/genome/prompt/mutate.ts';
import type { PromptOperator } from '../../../machines/rules/genome/prompt/mutate.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { dearestAnswer } from '../../prompting/dearestAnswer.ts';
import type { Workshop } from '../../workshop.ts';
import type { Bred, Breeder, BreedRequest } from '../breeder.ts';
import { promptDistance } from './promptDistance.ts';
import { rewriteRubric, STRATEGIES, strategyOf } from './rewriteRubric.ts';

const STEPS: Readonly<Record<string, PromptOperator>> = PROMPT_OPERATORS;
const REWRITE = 'rewrite_rubric';
/** Crosses of the same parents that are tried before they count as alike. */
const DRAWS = 16;

/** A genome that asks nobody and answers nothing. */
const BLANK: PromptGenome = {
  rubric: '',
  cot: false,
  temperature: 0,
  max_tokens: 1,
  retriever_topk: 0,
  use_consensus: false,
  model_key: 'primary',
};

const nothing = (reason: string, costMicro = 0): Bred => ({ status: 'nothing', reason, costMicro });

const bred = (genome: PromptGenome, operators: readonly string[], costMicro = 0): Bred => ({
  status: 'bred',
  source: promptGenomeText(genome),
  operators,
  costMicro,
});

function stepped(workshop: Workshop, { operator, parents, seed, spec }: BreedRequest): Bred {
  const house = { models: [...workshop.models.keys()], examples: spec.examples.length };
  const random = randomFrom(deriveSeed(seed, operator));
  const child = STEPS[operator]!(readPromptGenome(parents[0]!), house, random);
  return child === null
    ? nothing(`${operator} has nothing else to choose in this house`)
    : bred(child, [operator]);
}

async function rewritten(workshop: Workshop, request: BreedRequest): Promise<Bred> {
  const genome = readPromptGenome(request.parents[0]!);
  const strategy = strategyOf(request.operator, request.seed);
  const { costMicro, ...written } = await rewriteRubric(workshop, genome, strategy, request);
  if (written.rubric === null) return nothing(written.reason, costMicro);
  return bred({ ...genome, rubric: written.rubric }, [REWRITE, `${REWRITE}:${strategy}`], costMicro);
}

function crossed({ parents, seed }: BreedRequest): Bred {
  const [a, b] = parents;
  if (a === undefined || b === undefined) throw new Error('cross needs two parents');
  const random = randomFrom(deriveSeed(seed, 'cross'));
  const [ours, theirs] = [readPromptGenome(a), readPromptGenome(b)];
  const known = [promptGenomeText(ours), promptGenomeText(theirs)];
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const child = crossPrompts(ours, theirs, random);
    if (!known.includes(promptGenomeText(child))) return bred(child, ['cross']);
  }
  return nothing('the parents are too much alike to cross');
}

/**
 * Breeds prompts: settings are changed by rules, rubrics rewritten by the models of the house (`rewrite_rubric`, its strategy drawn by the
 * seed; `rewrite_rubric:<strategy>` names it). Only rewriting costs.
 */
export function promptBreeder(workshop: Workshop): Breeder {
  const steps = Object.keys(STEPS);
  const rewrites = [REWRITE, ...Object.keys(STRATEGIES).map((name) => `${REWRITE}:${name}`)];
  return {
    kind: 'prompt',
    mutations: [...steps, REWRITE],
    crossovers: ['cross'],
    local: steps,
    empty: () => promptGenomeText(BLANK),
    distance: (a, b) => promptDistance(readPromptGenome(a), readPromptGenome(b)),
    dearest: (source, spec, inputBytes) =>
      dearestAnswer(readPromptGenome(source), workshop.models, spec, inputBytes),
    breed: async (request) => {
      const { operator } = request;
      if (operator in STEPS) return stepped(workshop, request);
      if (rewrites.includes(operator)) return rewritten(workshop, request);
      if (operator === 'cross') return crossed(request);
      throw new Error(
        `"${operator}" is no operator on prompts: ${[...steps, ...rewrites, 'cross'].join(', ')}`,
      );
    },
  };
}
