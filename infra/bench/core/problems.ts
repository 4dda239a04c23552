import type { Sandbox } from '../../../actors/ports.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { assertionsOf } from '../proof/assertions.ts';
import type { Assertion } from '../proof/assertions.ts';
import { derivedSchema } from '../proof/derivedSchema.ts';
import { readTypedProblems } from '../proof/rows.ts';
import type { TypedProblem } from '../proof/rows.ts';

/** A problem of the set as a capability, with the completion that was recorded for it. */
export type CoreProblem = {
  readonly id: string;
  readonly spec: CapabilitySpec;
  /** The whole program a model once wrote; null: none was recorded. */
  readonly completion: string | null;
};

/** What one search may spend here; two of them, beside the model. */
const SEARCH = { evaluations: 200, attempts: 2 };
const LIMITS = { fuel: 20_000_000, wall_ms: 4000 };

function exampleOf({ input, output, predicate }: Assertion): unknown {
  if (predicate !== undefined) return { input, output: output ?? null, compare: { predicate } };
  return { input, output, compare: { tolerance: 1e-9 } };
}

/** Its assertions: all but the last are visible, the last is held out. Null: none can be read as an example. */
function specOf(problem: TypedProblem, assertions: readonly Assertion[]): CapabilitySpec | null {
  const [visible, hidden] =
    assertions.length > 2 ? [assertions.slice(0, -1), assertions.slice(-1)] : [assertions, []];
  const inputs = assertions.map(({ input }) => input);
  const width = inputs[0]?.length;
  if (width === undefined) return null;
  const even = inputs.every(({ length }) => length === width);
  const outputs = assertions.flatMap(({ output }) => (output === undefined ? [] : [output]));
  const parsed = CapabilitySpec.safeParse({
    capability: problem.task_id.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    description: problem.description.trim().slice(0, 1000),
    language: 'typescript',
    entry: problem.entry_point,
    spread: true,
    input: even
      ? {
          type: 'array',
          prefixItems: Array.from({ length: width }, (_, at) =>
            derivedSchema(
              inputs.map((args) => args[at]!),
              false,
            ),
          ),
          items: false,
          minItems: width,
        }
      : { type: 'array' },
    output: outputs.length < assertions.length ? true : derivedSchema(outputs, false),
    examples: visible.map(exampleOf),
    held_out: hidden.map(exampleOf),
    // Two assertions let most faults pass: what such a suite is worth is measured and shown, not demanded.
    objectives: { strength_min: 0 },
    limits: LIMITS,
    search: SEARCH,
    seeds: [],
  });
  return parsed.success ? parsed.data : null;
}

/** The problems of MBXP-TypeScript; `unreadable` have no assertion that JSON can say. */
export async function coreProblems(
  folder: string,
  sandbox: Sandbox,
): Promise<{ problems: readonly CoreProblem[]; unreadable: readonly string[] }> {
  const { problems, completions } = await readTypedProblems(folder);
  const completed = new Map(completions.map(({ task_id, completion }) => [task_id, completion]));
  const read: CoreProblem[] = [];
  const unreadable: string[] = [];
  for (const problem of problems) {
    const { task_id: id, prompt, test, entry_point, canonical_solution } = problem;
    const reference = prompt + (canonical_solution ?? completed.get(id) ?? '');
    const { assertions } = await assertionsOf(test, entry_point, reference, sandbox, 'typescript');
    const spec = specOf(problem, assertions);
    const completion = completed.get(id);
    if (spec === null) unreadable.push(id);
    else read.push({ id, spec, completion: completion === undefined ? null : prompt + completion });
  }
  return { problems: read, unreadable };
}
