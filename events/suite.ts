import { z } from 'zod';
import { Compare, Postcondition, Property, Relation } from './statements.ts';
import { JsonSchema } from './jsonSchema.ts';
import type { CapabilitySpec } from './capability.ts';
import { Id, Sha256 } from './commit.ts';
import { sha256 } from './hash.ts';
import { canonicalJson, Json } from './json.ts';

const caseFields = {
  /** `example/3`, `held-out/1`, `input/7`, `robustness/2`: stable over versions. */
  id: z.string().min(1).max(80),
  input: Json,
  /** `capability file`, or the drift or question it came from. */
  provenance: z.string().min(1).max(300),
};

/** An input with its expected outcome; without `output` and `error` only properties and postconditions judge it. */
export const SuiteCase = z.strictObject({
  ...caseFields,
  output: Json.optional(),
  error: z.string().optional(),
  compare: Compare,
});
export type SuiteCase = z.infer<typeof SuiteCase>;

export const RobustnessCase = z.strictObject({
  ...caseFields,
  expect: z.enum(['error', 'output', 'either']),
});
export type RobustnessCase = z.infer<typeof RobustnessCase>;

/** The frozen evidence of a capability (DESIGN 1), content-hashed and versioned. */
export const Suite = z.strictObject({
  capability: Id,
  version: z.int().min(1),
  /** Seeds the generated inputs; kept over versions so that they stay the same. */
  seed: z.int().min(0),
  input: JsonSchema,
  output: JsonSchema,
  examples: z.array(SuiteCase),
  inputs: z.array(SuiteCase),
  held_out: z.array(SuiteCase),
  robustness: z.array(RobustnessCase),
  properties: z.array(Property),
  relations: z.array(Relation),
  postconditions: z.array(Postcondition),
  controls: z.array(z.strictObject({ name: Id, source: z.string() })),
  /** sha256 of the canonical JSON of everything above. */
  hash: Sha256,
});
export type Suite = z.infer<typeof Suite>;

const FROM_FILE = 'capability file';

function sealed(content: Omit<Suite, 'hash'>): Suite {
  return { ...content, hash: sha256(canonicalJson(content)) };
}

/** Whether the suite's content still has the hash it carries. */
export function suiteIsIntact(suite: Suite): boolean {
  const { hash, ...content } = suite;
  return sealed(content).hash === hash;
}

/** Version 1 of a capability's suite: everything its file says that judges, and nothing else. */
export function suiteOf(spec: CapabilitySpec): Suite {
  const cases = (kind: string, examples: CapabilitySpec['examples']): SuiteCase[] =>
    examples.map(({ input, output, error, compare }, index) => ({
      input,
      ...(error === undefined ? { output } : { error }),
      compare,
      id: `${kind}/${index + 1}`,
      provenance: FROM_FILE,
    }));
  const content = {
    capability: spec.capability,
    version: 1,
    input: spec.input,
    output: spec.output,
    examples: cases('example', spec.examples),
    held_out: cases('held-out', spec.held_out),
    inputs: cases(
      'input',
      spec.inputs.map((input) => ({ input, compare: 'exact' }) as const),
    ),
    robustness: spec.robustness.map(({ input, expect }, index) => ({
      id: `robustness/${index + 1}`,
      input,
      expect,
      provenance: FROM_FILE,
    })),
    properties: spec.properties,
    postconditions: spec.postconditions,
    controls: spec.controls,
  };
  const seeded = spec.relations.length === 0 ? content : { ...content, relations: spec.relations };
  const seed = Number.parseInt(sha256(canonicalJson(seeded)).slice(0, 7), 16);
  return sealed({ ...content, relations: spec.relations, seed });
}

/** What a new version adds. Inputs a version already has in the same place are not added again. */
export type NewCases = {
  readonly examples?: readonly Omit<SuiteCase, 'id'>[];
  readonly inputs?: readonly Omit<SuiteCase, 'id'>[];
  readonly heldOut?: readonly Omit<SuiteCase, 'id'>[];
};

/** Version n+1: version n and the new cases, every old case untouched (issue 2, step 3). */
export function extendSuite(suite: Suite, added: NewCases): Suite {
  const grow = (
    kind: string,
    old: readonly SuiteCase[],
    fresh: readonly Omit<SuiteCase, 'id'>[] = [],
  ): SuiteCase[] => {
    const known = new Set(old.map(({ input }) => canonicalJson(input)));
    const cases = [...old];
    for (const one of fresh) {
      const text = canonicalJson(one.input);
      if (known.has(text)) continue;
      known.add(text);
      cases.push({ ...one, id: `${kind}/${cases.length + 1}` });
    }
    return cases;
  };
  const { hash: _hash, ...content } = suite;
  return sealed({
    ...content,
    version: suite.version + 1,
    examples: grow('example', suite.examples, added.examples),
    inputs: grow('input', suite.inputs, added.inputs),
    held_out: grow('held-out', suite.held_out, added.heldOut),
  });
}
