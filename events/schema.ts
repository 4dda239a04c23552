import { z } from 'zod';
import { catalog, isFactType, versionOf } from './catalog.ts';
import type { FactType } from './catalog.ts';
import { Commit } from './commit.ts';
import type { Json } from './json.ts';
import { RunBatch } from './run.ts';
import { TaskOrder } from './taskOrder.ts';

/** A JSON Schema (draft 2020-12) as a value. */
export type SchemaDocument = { readonly [key: string]: Json };

/** `io`: what is written, with defaults filled in (`output`), or what a producer may send (`input`). */
const document = (schema: z.ZodType, io: 'input' | 'output' = 'output'): SchemaDocument =>
  z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    reused: 'inline',
    unrepresentable: 'throw',
  }) as SchemaDocument;

/** The same without the `$schema` line, for use inside another document. */
export function embedded(schema: SchemaDocument): SchemaDocument {
  const { $schema: _, ...rest } = schema;
  return rest;
}

export const factTypes: readonly FactType[] = Object.keys(catalog).filter(isFactType).sort();

/** What `data` of this fact holds, in the version this build writes. */
export function factSchema(type: FactType): SchemaDocument {
  return document(catalog[type]);
}

/** A fact as it stands in a commit; `dataAt` is where the schema of its data is found. */
export function saidSchema(type: FactType, dataAt: string): SchemaDocument {
  return {
    type: 'object',
    properties: { type: { const: type }, v: { const: versionOf(type) }, data: { $ref: dataAt } },
    required: ['type', 'v', 'data'],
    additionalProperties: false,
  };
}

/** A commit as this build writes it, given where the schema of each fact's data is found. */
export function commitSchemaOver(dataAt: (type: FactType) => string): SchemaDocument {
  const envelope = document(Commit);
  const properties = envelope['properties'] as SchemaDocument;
  const items = { oneOf: factTypes.map((type) => saidSchema(type, dataAt(type))) };
  return { ...envelope, properties: { ...properties, events: { type: 'array', minItems: 1, items } } };
}

/** A commit as this build writes it, in one piece: the data of every fact type is under `$defs`. */
export function commitSchema(): SchemaDocument {
  const $defs = Object.fromEntries(factTypes.map((type) => [type, embedded(factSchema(type))]));
  return { ...commitSchemaOver((type) => `#/$defs/${type}`), $defs };
}

export function runBatchSchema(): SchemaDocument {
  return document(RunBatch);
}

/** The body of a task message (DESIGN 4, Tasks). */
export function taskOrderSchema(): SchemaDocument {
  return document(TaskOrder, 'input');
}
