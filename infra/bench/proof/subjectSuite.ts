import { drawInputs } from '../../../actors/proving/drawInputs.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import type { JsonSchema } from '../../../events/jsonSchema.ts';
import { suiteOf } from '../../../events/suite.ts';
import type { Suite } from '../../../events/suite.ts';
import type { Assertion } from './assertions.ts';
import { derivedSchema } from './derivedSchema.ts';
import type { Subject } from './rows.ts';

/** Inputs drawn per program. */
export const GENERATED = 25;
const LIMITS = { fuel: 20_000_000, wall_ms: 4000 };

/** Whether inputs can be drawn from a derived schema; without any, its program is proved on the assertions alone. */
function canDraw(schema: JsonSchema): boolean {
  try {
    return drawInputs(schema, { seed: 1, count: 1 }).length > 0;
  } catch {
    return false;
  }
}

/** A suite of assertions alone: types and ranges of its inputs are those of the assertions; answers keep the types seen. */
export function specOf({ entry, language }: Subject, visible: readonly Assertion[]): CapabilitySpec {
  const inputs = visible.map(({ input }) => input);
  const width = Math.max(...inputs.map(({ length }) => length));
  const even = inputs.every(({ length }) => length === width);
  const outputs = visible.flatMap(({ output }) => (output === undefined ? [] : [output]));
  const input: JsonSchema = even
    ? {
        type: 'array',
        prefixItems: Array.from({ length: width }, (_, at) =>
          derivedSchema(
            inputs.map((args) => args[at]!),
            true,
          ),
        ),
        items: false,
        minItems: width,
      }
    : { enum: inputs };
  return CapabilitySpec.parse({
    capability: 'subject',
    description: 'A program of the set.',
    language,
    entry,
    spread: true,
    input,
    output: outputs.length < visible.length ? true : derivedSchema(outputs, false),
    examples: [{ input: inputs[0], output: outputs[0] ?? null }],
    properties: canDraw(input)
      ? [{ name: 'it ends, and answers with a type of the assertions', runs: GENERATED, holds: '() => true' }]
      : [],
    objectives: { quality_min: 0, strength_min: 0 },
    limits: LIMITS,
    seeds: [],
  });
}

/** Its suite: the assertions are the examples. */
export function suiteFrom(spec: CapabilitySpec, visible: readonly Assertion[]): Suite {
  return {
    ...suiteOf(spec),
    examples: visible.map(({ input, output, predicate }, index) => ({
      id: `example/${index + 1}`,
      input: [...input],
      ...(output === undefined ? {} : { output }),
      compare: predicate === undefined ? { tolerance: 1e-9 } : { predicate },
      provenance: 'an assertion of the set',
    })),
  };
}
