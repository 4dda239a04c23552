import { CapabilitySpec } from '../../../events/capability.ts';
import { parseJson } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import type { Sandbox } from '../../../actors/ports.ts';
import { openJudge } from '../repair/judge.ts';
import type { FaultyProgram } from '../repair/rows.ts';

/** A call with its right answer; JSON texts. */
export type Known = { readonly input: string; readonly output: string };

/** A faulty program with what it is asked and what would be right, as a capability that can be evolved. */
export type Problem = {
  readonly program: FaultyProgram;
  /** All a search sees: the calls of the visible suite, answered by the canonical solution. */
  readonly visible: readonly Known[];
  /** Of these, what the faulty program gets wrong. */
  readonly wrong: readonly Known[];
  readonly right: readonly Known[];
  /** Calls of the held-out suite that the visible one has not. */
  readonly heldOut: readonly Known[];
};

/** Reads what a row asks; null where its visible calls, or held-out ones beyond them, have no answers that are JSON. */
export async function problemOf(program: FaultyProgram, sandbox: Sandbox): Promise<Problem | null> {
  const judge = await openJudge(program, sandbox);
  const beyond = await openJudge({ ...program, visible: program.heldOut }, sandbox);
  const known = async (inputs: readonly string[]): Promise<readonly Known[]> => {
    const answers = await judge.answers(program.canonical, inputs);
    return inputs.flatMap((input, index) => {
      const output = answers[index] ?? null;
      return output === null || !isJson(output) ? [] : [{ input, output }];
    });
  };
  const visible = await known(judge.visibleInputs);
  const seen = new Set(visible.map(({ input }) => input));
  const heldOut = (await known(beyond.visibleInputs)).filter(({ input }) => !seen.has(input));
  if (visible.length === 0 || heldOut.length === 0) return null;
  const faulty = await judge.answers(
    program.faulty,
    visible.map(({ input }) => input),
  );
  const isRight = visible.map(({ output }, index) => faulty[index] === output);
  return {
    program,
    visible,
    right: visible.filter((_, index) => isRight[index]),
    wrong: visible.filter((_, index) => !isRight[index]),
    heldOut,
  };
}

/** `undefined`, NaN and infinities are answers of the set's programs that no output can be. */
function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

const example = ({ input, output }: Known): { input: Json; output: Json } => ({
  input: parseJson(input),
  output: parseJson(output),
});

/** The capability of a row, with these examples. `held_out` stays empty: what the set holds out judges the bench, not the search. */
export function capabilityOf({ program }: Problem, name: string, examples: readonly Known[]): CapabilitySpec {
  return CapabilitySpec.parse({
    capability: name,
    description: program.description.trim().slice(0, 1000) || program.entry,
    entry: program.entry,
    spread: true,
    input: { type: 'array' },
    output: {},
    examples: examples.map(example),
    objectives: { quality_min: 0, strength_flag: 0 },
    seeds: [{ name: 'faulty', source: program.faulty, provenance: 'HumanEvalPack-JS, MIT' }],
  });
}
