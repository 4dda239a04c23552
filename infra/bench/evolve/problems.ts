import type { Sandbox } from '../../../actors/ports.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { parseJson } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import { openJudge } from '../repair/judge.ts';
import type { Judge } from '../repair/judge.ts';
import { fuzzInputs } from '../repair/question.ts';
import type { FaultyProgram } from '../repair/rows.ts';

/** A call with its right answer; JSON texts. */
type Known = { readonly input: string; readonly output: string };

/** A faulty program as it could serve: what customers ask it, and what of that it gets right. */
export type Problem = {
  readonly program: FaultyProgram;
  readonly judge: Judge;
  /** The calls of the visible suite and calls near them; the held-out suite judges the bench alone. */
  readonly asked: readonly Known[];
  /** What the faulty program answers as the canonical one does. */
  readonly right: readonly Known[];
};

/** Each asks about sixty calls near the visible ones: with fewer no hold-out could show that a few wrong answers were mended. */
const CUSTOMERS = 4;
/** Of the right calls as many make the suite on which the faulty program is stored. */
const SUITE_MAX = 12;

export async function problemOf(program: FaultyProgram, sandbox: Sandbox, seed: number): Promise<Problem> {
  const judge = await openJudge(program, sandbox);
  const near = Array.from({ length: CUSTOMERS }, (_, at) => fuzzInputs(judge.visibleInputs, seed + at));
  const inputs = [...new Set([...judge.visibleInputs, ...near.flat()])];
  const canonical = await judge.answers(program.canonical, inputs);
  const faulty = await judge.answers(program.faulty, inputs);
  const asked = inputs.flatMap((input, index) => {
    const said = canonical[index] ?? null;
    // The judge shows answers as texts.
    const output = said === null ? null : (JSON.parse(said) as string);
    return output === null || !isJson(output) ? [] : [{ input, output, same: faulty[index] === said }];
  });
  return { program, judge, asked, right: asked.filter(({ same }) => same) };
}

/** `undefined`, NaN and infinities are answers that no output can be. */
function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The capability that serves the faulty program: its suite asks only what that gets right, so it could be stored; the canonical program is the oracle
 * that says, after the fact, what was right, and no breeder sees it. What takes over does so by a rollout.
 */
export function capabilityOf({ program, right }: Problem, capability: string): CapabilitySpec {
  const example = ({ input, output }: Known): { input: Json; output: Json } => ({
    input: parseJson(input),
    output: parseJson(output),
  });
  return CapabilitySpec.parse({
    capability,
    description: program.description.trim().slice(0, 1000) || program.entry,
    entry: program.entry,
    spread: true,
    input: { type: 'array' },
    output: {},
    examples: distinctFirst(right).slice(0, SUITE_MAX).map(example),
    objectives: { quality_min: 0, strength_min: 0 },
    search: { evaluations: 1, attempts: 1 },
    rollout: {
      stages: ['shadow', 0.25, 1],
      min_runs: 30,
      limit_runs: 4000,
      guards: ['errors'],
      margins: { quality: 0.2, errors: 0.2, fuel: 0.5, latency: 0.5 },
    },
    seeds: [{ name: 'faulty', source: program.faulty, provenance: 'HumanEvalPack-JS, MIT' }],
    oracle: { source: program.canonical, provenance: 'HumanEvalPack-JS, MIT' },
  });
}

/** One call of each answer first: a suite whose answers are all the same would be refused, and rightly. */
function distinctFirst(calls: readonly Known[]): readonly Known[] {
  const seen = new Set<string>();
  const first = calls.filter(({ output }) => !seen.has(output) && seen.add(output));
  return [...first, ...calls.filter((call) => !first.includes(call))];
}
