import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../../events/jsonSchema.ts';
import type { Json } from '../../events/json.ts';

/** What a value does against a schema: the first few disagreements, each `where what`; empty when it fits. */
export type SchemaCheck = (value: Json) => readonly string[];

const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  // Two capabilities may use the same $id for different schemas.
  addUsedSchema: false,
  logger: false,
});

/** Compiled checks by schema object: a suite is checked thousands of times. */
const compiled = new WeakMap<object, SchemaCheck>();

/**
 * Compiles a JSON Schema (2020-12). Throws an Error that names the keyword where it is no such schema;
 * misspelt keywords and unknown formats count as errors.
 */
export function schemaCheck(schema: JsonSchema): SchemaCheck {
  if (typeof schema === 'boolean') return () => (schema ? [] : ['nothing fits']);
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  const check: SchemaCheck = (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map(
          (error) => `${error.instancePath || 'the value'} ${error.message ?? 'does not fit'}`,
        );
  compiled.set(schema, check);
  return check;
}
