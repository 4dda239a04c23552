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

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const all = new Set([...one, ...other]).size;
  return all === 0 ? 1 : [...one].filter((word) => other.has(word)).length / all;
}

/** Whether what is to be a version of a tool is another tool: its tests and its spec both diverge, and enough tests say so (SPEC B10). */
export function toolSplit(before: ToolContract, after: ToolContract): ToolSplit {
  const inputs = new Set([...before.outcomes.keys(), ...after.outcomes.keys()]);
  const same = [...inputs].filter((input) => {
    const outcome = before.outcomes.get(input);
    return outcome !== undefined && outcome === after.outcomes.get(input);
  }).length;
  const tests = inputs.size === 0 ? 0 : 1 - same / inputs.size;
  const spec = 1 - overlap(before.spec, after.spec);
  const confidence = inputs.size / (inputs.size + LITTLE);
  const split = tests >= TOOL_SPLIT.tests && spec >= TOOL_SPLIT.spec && confidence >= TOOL_SPLIT.confidence;
  return { tests, spec, confidence, split };
}
