import type { ContractsCompared } from '../../events/toolSplit.ts';

/** What a version of a tool promises: what must come of which input, each as canonical text, and the words and paths of its description and schemas. */
export type ToolContract = {
  readonly outcomes: ReadonlyMap<string, string>;
  readonly spec: ReadonlySet<string>;
};

export type ToolSplit = {
  /** Share of the inputs of both on which they do not say the same, in [0, 1]. */
  readonly tests: number;
  /** 1 − what their descriptions and schemas have in common (Jaccard). */
  readonly spec: number;
  /** n / (n + 4) of n inputs: few examples say little. */
  readonly confidence: number;
  /** Another tool under the same name. */
  readonly split: boolean;
};

/** SPEC B10. */
export const TOOL_SPLIT = { tests: 0.4, spec: 0.3, confidence: 0.6 } as const;

/** Inputs beside which `n` are weighed. */
const LITTLE = 4;
const ID_MAX = 64;

/** Counts of what two contracts have in common. */
export function compareContracts(before: ToolContract, after: ToolContract): ContractsCompared {
  const inputs = new Set([...before.outcomes.keys(), ...after.outcomes.keys()]);
  const same = [...inputs].filter((input) => {
    const outcome = before.outcomes.get(input);
    return outcome !== undefined && outcome === after.outcomes.get(input);
  }).length;
  const words = new Set([...before.spec, ...after.spec]).size;
  const shared = [...before.spec].filter((word) => after.spec.has(word)).length;
  return { inputs: inputs.size, same, words, shared };
}

/** Whether what is to be a version of a tool is another tool: its tests and its spec both diverge, and enough tests say so (SPEC B10). */
export function toolSplit({ inputs, same, words, shared }: ContractsCompared): ToolSplit {
  const tests = inputs === 0 ? 0 : (inputs - same) / inputs;
  const spec = words === 0 ? 0 : (words - shared) / words;
  const confidence = inputs / (inputs + LITTLE);
  const split = tests >= TOOL_SPLIT.tests && spec >= TOOL_SPLIT.spec && confidence >= TOOL_SPLIT.confidence;
  return { tests, spec, confidence, split };
}

/** What another tool under this name could be called: the name with the version's first number. */
export function splitName(tool: string, version: string): string {
  const [major = '2'] = version.split('.');
  return `${tool.slice(0, ID_MAX - 1 - major.length)}-${major}`;
}
