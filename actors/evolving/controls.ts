import type { CapabilitySpec } from '../../events/capability.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import { bundled } from '../proving/bundled.ts';
import { mutantsOf } from '../proving/mutants.ts';
import type { Program, Sandbox } from '../ports.ts';
import { evaluateExamples } from './evaluate.ts';
import type { ExampleResult } from './evaluated.ts';

export type ControlRequest = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  /** What the population is judged on. */
  readonly examples: readonly GoldenExample[];
  /** What it begins with: it is evaluated twice. */
  readonly parent: Program;
  /** A genome that must fail, in the language of the parent. */
  readonly empty: string;
  readonly dearest: number | null;
  /** From this mean score on a control passes: faulty copies are looked for until one stays below. */
  readonly passes: number;
  readonly seed: number;
};

/** What is known to be wrong, and its mean score. */
export type Control = {
  readonly name: 'known_bad' | 'empty' | 'constant';
  readonly what: string;
  readonly score: number;
};

export type ControlsChecked = {
  /** At most ten, each name at least once. */
  readonly controls: readonly Control[];
  /** The parent against itself: mean scores, and the share of examples with the same score both times. */
  readonly same: {
    readonly first: number;
    readonly second: number;
    readonly n: number;
    readonly agreement: number;
  };
  readonly evaluations: number;
  readonly costMicro: number;
};

const KNOWN_MAX = 6;
const MUTANTS_MAX = 12;

/**
 * What an evaluator says of what is known to be wrong, before anything is selected by it (law 4): an empty genome, an empty answer, the most common
 * expected answer whatever is asked, and known-bad code (that of the capability file; or a faulty copy of right code; or the answers of other
 * examples). And of the parent twice. Whoever asks blocks the selection where one of them passes or the two differ.
 */
export async function checkControls(
  workshop: { readonly sandbox: Sandbox },
  request: ControlRequest,
): Promise<ControlsChecked> {
  const { spec, suite, examples, parent, dearest, seed } = request;
  let evaluations = 0;
  let costMicro = 0;
  const evaluate = async (program: Program): Promise<readonly ExampleResult[]> => {
    const results = await evaluateExamples(workshop, program, examples, { spec, suite, seed, dearest });
    evaluations += results.length;
    costMicro += results.reduce((sum, one) => sum + one.costMicro, 0);
    return results;
  };
  const first = await evaluate(parent);
  const second = await evaluate(parent);
  const controls: Control[] = [];
  for (const { program, ...control } of wrongPrograms(request))
    controls.push({ ...control, score: meanScore(await evaluate(program)) });
  if (!controls.some(({ name }) => name === 'known_bad'))
    controls.push(
      (await faultyCopy(request, meanScore(first), evaluate)) ?? (await crossed(request, evaluate)),
    );
  const same = {
    first: meanScore(first),
    second: meanScore(second),
    n: examples.length,
    agreement: first.filter(({ score }, index) => score === second[index]!.score).length / examples.length,
  };
  return { controls, same, evaluations, costMicro };
}

type Evaluate = (program: Program) => Promise<readonly ExampleResult[]>;
type Wrong = Pick<Control, 'name' | 'what'> & { readonly program: Program };

function meanScore(results: readonly ExampleResult[]): number {
  return results.reduce((sum, { score }) => sum + score, 0) / results.length;
}

/** Answers that look at nothing, empty genomes and what the file calls wrong. */
function wrongPrograms({ spec, suite, examples, parent, empty }: ControlRequest): readonly Wrong[] {
  const counts = new Map<string, number>();
  for (const { expected } of examples) {
    const text = canonicalJson(parseJson(expected));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const [[common]] = [...counts].sort((a, b) => b[1] - a[1]) as [[string, number]];
  const { entry } = spec;
  return [
    { name: 'empty', what: 'an empty genome', program: { ...parent, source: empty } },
    { name: 'empty', what: 'an empty answer', program: made(spec, `function ${entry}() {}`) },
    {
      name: 'constant',
      what: `always ${common.length > 60 ? `${common.slice(0, 57)}...` : common}`,
      program: made(spec, `function ${entry}() { return ${common}; }`),
    },
    ...suite.controls.slice(0, KNOWN_MAX).map(({ name, source }) => ({
      name: 'known_bad' as const,
      what: name,
      program: inOwnLanguage(spec, source),
    })),
  ];
}

/** JavaScript, whatever the language of the capability is. */
function made({ entry, spread }: CapabilitySpec, source: string): Program {
  return { language: 'javascript', source, entry, spread };
}

function inOwnLanguage(spec: CapabilitySpec, source: string): Program {
  const { language, entry, spread } = spec;
  return { language, source, entry, spread, ...bundled(spec) };
}

/** The worst of some faulty copies of code that is right: they may not all stay unnoticed. Null where no right code is known or it has no copies. */
async function faultyCopy(
  { spec, parent, passes, seed }: ControlRequest,
  parentScore: number,
  evaluate: Evaluate,
): Promise<Control | null> {
  const oracle = spec.oracle === null ? null : inOwnLanguage(spec, spec.oracle.source);
  const right = parentScore === 1 ? parent : oracle;
  if (right === null) return null;
  const mutants = mutantsOf(right.source, right.language, { most: MUTANTS_MAX, seed });
  let least: Control | null = null;
  for (const { source, operator, line } of mutants) {
    const score = meanScore(await evaluate({ ...right, source }));
    if (least === null || score < least.score)
      least = { name: 'known_bad', what: `right code with a fault in line ${line} (${operator})`, score };
    if (least.score < passes) break;
  }
  return least;
}

/** Gives to each input the answer of another one, a different one where there is any. */
async function crossed({ spec, examples }: ControlRequest, evaluate: Evaluate): Promise<Control> {
  const answers = examples.map(({ expected }) => canonicalJson(parseJson(expected)));
  const wrong = examples.map(({ input }, index) => {
    const other = answers.find((answer, at) => at !== index && answer !== answers[index]) ?? answers[index]!;
    return [canonicalJson(parseJson(input)), other] as const;
  });
  const given = spec.spread ? '...input' : 'input';
  const source = `const sorted = (value) => Array.isArray(value) ? value.map(sorted)
  : value !== null && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
  : value;
const answers = new Map(${JSON.stringify(wrong)});
function ${spec.entry}(${given}) { return JSON.parse(answers.get(JSON.stringify(sorted(input)))); }`;
  const score = meanScore(await evaluate(made(spec, source)));
  return { name: 'known_bad', what: 'the answers of other examples', score };
}
