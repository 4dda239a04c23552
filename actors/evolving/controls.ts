import type { CapabilitySpec } from '../../events/capability.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import { bundled } from '../proving/bundled.ts';
import { mutantsOf } from '../proving/mutants.ts';
import type { Program, Sandbox } from '../ports.ts';
import { agreementOf } from './agreement.ts';
import type { Agreement } from './agreement.ts';
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
  /** The mean score at which a search stops, in (0, 1]: what is known to be wrong must stay below it. */
  readonly target: number;
  readonly dearest: number | null;
  readonly seed: number;
};

/** What is known to be wrong, and its mean score. */
export type Control = { readonly name: string; readonly score: number; readonly passed: boolean };

export type ControlsChecked = {
  readonly controls: readonly Control[];
  /** The parent against itself. */
  readonly agreement: Agreement;
  readonly evaluations: number;
  readonly costMicro: number;
  /** Why nothing may be selected on these examples, and what to do; null: the evaluator can say no (law 4). */
  readonly refused: string | null;
};

const CONSTANTS_MAX = 3;
const MUTANTS_MAX = 12;

/**
 * Makes an evaluator prove itself before it selects anything (law 4): an empty genome, an empty answer, the most common expected answers whatever is
 * asked, the file's known-bad controls and faulty copies of code that is right (at least one of them) must stay below the target,
 * and the parent must not be told apart from itself; where the capability is deterministic it must score the same on every example.
 */
export async function checkControls(
  workshop: { readonly sandbox: Sandbox },
  request: ControlRequest,
): Promise<ControlsChecked> {
  const { spec, suite, examples, parent, target, dearest, seed } = request;
  let evaluations = 0;
  let costMicro = 0;
  const evaluate = async (program: Program): Promise<readonly ExampleResult[]> => {
    const results = await evaluateExamples(workshop, program, examples, { spec, suite, seed, dearest });
    evaluations += results.length;
    costMicro += results.reduce((sum, one) => sum + one.costMicro, 0);
    return results;
  };
  const first = await evaluate(parent);
  const agreement = agreementOf(first, await evaluate(parent));
  const controls: Control[] = [];
  for (const { name, program } of wrongPrograms(request)) {
    const score = meanScore(await evaluate(program));
    controls.push({ name, score, passed: score >= target });
  }
  const faulty = await faultyCopies(request, meanScore(first), evaluate);
  if (faulty !== null) controls.push(faulty);
  const passed = controls.find((one) => one.passed);
  const refused =
    passed !== undefined
      ? `${passed.name} scores ${passed.score.toFixed(3)} on the golden set of ${spec.capability}, at or above the target ${target}: nothing can be chosen by it. Add examples that it gets wrong`
      : disagrees(spec, parent, agreement)
        ? `the same candidate was scored differently on ${Math.round(agreement.disagreement * examples.length)} of ${examples.length} examples of ${spec.capability}: nothing can be chosen by it. Remove what depends on anything but the input`
        : null;
  return { controls, agreement, evaluations, costMicro, refused };
}

function inOwnLanguage(spec: CapabilitySpec, source: string): Program {
  const { language, entry, spread } = spec;
  return { language, source, entry, spread, ...bundled(spec) };
}

/** What gives the same answer each time, where the capability says so; models, services and workflows may not. */
const REPEATABLE: ReadonlySet<string> = new Set(['javascript', 'typescript', 'python', 'bash']);

function disagrees(spec: CapabilitySpec, parent: Program, { equal, disagreement }: Agreement): boolean {
  return !equal || (spec.deterministic && REPEATABLE.has(parent.language) && disagreement > 0);
}

function meanScore(results: readonly ExampleResult[]): number {
  return results.reduce((sum, { score }) => sum + score, 0) / results.length;
}

/** Answers that look at nothing, empty genomes and what the file calls wrong. */
function wrongPrograms({
  spec,
  suite,
  examples,
  parent,
  empty,
}: ControlRequest): { readonly name: string; readonly program: Program }[] {
  const { entry, spread } = spec;
  const made = (source: string): Program => ({ language: 'javascript', source, entry, spread });
  const counts = new Map<string, number>();
  for (const { expected } of examples) {
    const text = canonicalJson(parseJson(expected));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, CONSTANTS_MAX);
  return [
    { name: 'an empty genome', program: { ...parent, source: empty } },
    { name: 'an empty answer', program: made(`function ${entry}() {}`) },
    ...common.map(([text]) => ({
      name: `the constant answer ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`,
      program: made(`function ${entry}() { return ${text}; }`),
    })),
    ...suite.controls.map(({ name, source }) => ({
      name: `known-bad ${name}`,
      program: inOwnLanguage(spec, source),
    })),
  ];
}

/** The best of some faulty copies of code that is right: they may not all stay unnoticed. Null where no right code is known or it has no copies. */
async function faultyCopies(
  { spec, parent, target, seed }: ControlRequest,
  parentScore: number,
  evaluate: (program: Program) => Promise<readonly ExampleResult[]>,
): Promise<Control | null> {
  const right: Program | null =
    parentScore >= target ? parent : spec.oracle === null ? null : inOwnLanguage(spec, spec.oracle.source);
  if (right === null) return null;
  const mutants = mutantsOf(right.source, right.language, { most: MUTANTS_MAX, seed });
  let least = 1;
  for (const { source } of mutants) {
    least = Math.min(least, meanScore(await evaluate({ ...right, source })));
    if (least < target) break;
  }
  return mutants.length === 0
    ? null
    : {
        name: `the worst of ${mutants.length} faulty copies of right code`,
        score: least,
        passed: least >= target,
      };
}
