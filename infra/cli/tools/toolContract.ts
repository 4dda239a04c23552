import type { CapabilitySpec } from '../../../events/capability.ts';
import type { JsonSchema } from '../../../events/jsonSchema.ts';
import type { Example } from '../../../events/statements.ts';
import type { Json } from '../../../events/json.ts';
import type { ToolContract } from '../../../machines/rules/toolSplit.ts';

/** What a capability file promises, in a form that two of them can be compared in (SPEC B10). */
export function contractOf({ description, examples, held_out, input, output }: CapabilitySpec): ToolContract {
  const outcome = ({ output: out, error }: Example): string =>
    error === undefined ? JSON.stringify(sorted(out)) : `error ${error}`;
  const words = description.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return {
    outcomes: new Map(
      [...examples, ...held_out].map((one) => [JSON.stringify(sorted(one.input)), outcome(one)]),
    ),
    spec: new Set([...words, ...paths(input, 'input'), ...paths(output, 'output')]),
  };
}

/** Each part of a schema with where it stands. */
function paths(schema: JsonSchema | Json, at: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [`${at}=${String(schema)}`];
  return Object.entries(schema).flatMap(([name, part]) => paths(part, `${at}.${name}`));
}

/** Keys in one order, so that the same value is the same text. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((one) => sorted(one)!);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, Json>).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)!]));
}
