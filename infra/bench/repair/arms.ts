import { geneticEditor } from '../../../actors/generators/index.ts';
import type { Generation, GenerationRequest } from '../../../actors/ports.ts';
import type { Judge } from './judge.ts';
import { askOnce } from './question.ts';
import type { FaultyProgram } from './rows.ts';

export type Arm = 'guided' | 'random stacks' | 'random singles';

/** What one arm did with one program at one budget and seed. */
export type Attempt = {
  readonly plausible: boolean;
  readonly correct: boolean;
  /** Evaluations when the first plausible candidate was found; null without one. */
  readonly firstFix: number | null;
  readonly evaluations: number;
  readonly operators: readonly string[];
};

export type Answered = Attempt & {
  readonly asked: boolean;
  readonly fuzzRuns: number;
  readonly anyCorrect: boolean;
};

/** Plausible candidates collected for a question. */
const COLLECTED = 24;

const LITERALS_MAX = 60;

/** What the description quotes or counts, and the literals of the visible suite. */
const literalsFor = (program: FaultyProgram): (string | number)[] => {
  const text = `${program.description}\n${program.visible}`;
  const quoted = [...text.matchAll(/(["'`])((?:(?!\1).){1,40})\1/g)].map((match) => match[2] ?? '');
  const numbers = [...text.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?!\w|\.\d)/g)].map((match) =>
    Number(match[0]),
  );
  return [...new Set([...quoted, ...numbers])].slice(0, LITERALS_MAX);
};

export const requestFor = (
  program: FaultyProgram,
  judge: Judge,
  budget: number,
  seed: number,
): GenerationRequest => ({
  goal: 'repair',
  language: 'javascript',
  entry: program.entry,
  parent: { hash: program.id, source: program.faulty },
  relatives: [],
  literals: literalsFor(program),
  budget,
  seed,
  evaluate: (source, options) => judge.visible(source, options),
});

const judged = async (generation: Generation, judge: Judge): Promise<Attempt> => {
  const [first] = generation.candidates;
  return {
    plausible: first !== undefined,
    correct: first !== undefined && (await judge.heldOut(first.source)),
    firstFix: first?.foundAt ?? null,
    evaluations: generation.evaluations,
    operators: first?.operators ?? [],
  };
};

const { localSearch, randomSearch, randomSingles } = geneticEditor();
const collecting = geneticEditor({ plausible: COLLECTED });

const GENERATORS = { guided: localSearch, 'random stacks': randomSearch, 'random singles': randomSingles };

export const attempt = async (
  arm: Arm,
  program: FaultyProgram,
  judge: Judge,
  budget: number,
  seed: number,
): Promise<Attempt> => judged(await GENERATORS[arm].propose(requestFor(program, judge, budget, seed)), judge);

/** Local search that goes on after the first plausible candidate, and one answered question before one is accepted. */
export const attemptAsking = async (
  program: FaultyProgram,
  judge: Judge,
  budget: number,
  seed: number,
): Promise<Answered> => {
  const generation = await collecting.localSearch.propose(requestFor(program, judge, budget, seed));
  const first = await judged(generation, judge);
  const sources = generation.candidates.map(({ source }) => source);
  const choice = await askOnce(sources, program.canonical, judge, seed);
  let anyCorrect = false;
  for (const source of sources) anyCorrect ||= await judge.heldOut(source);
  return {
    ...first,
    correct: choice !== null && (await judge.heldOut(choice.source)),
    asked: choice?.asked ?? false,
    fuzzRuns: choice?.fuzzRuns ?? 0,
    anyCorrect,
  };
};
