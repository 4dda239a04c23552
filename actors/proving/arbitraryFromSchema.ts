import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { JsonSchema } from '../../events/jsonSchema.ts';
import { canonicalJson, isFields } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';

type Keywords = { readonly [key: string]: Json };

const anything: Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 10 }),
);

function numberOf(schema: Keywords, key: string, otherwise: number): number {
  const value = schema[key];
  return typeof value === 'number' ? value : otherwise;
}

/** A pattern that is one class of characters, repeated. */
const ONE_CLASS = /^\^(\[(?:[^\]\\]|\\.)+\])[*+]\$$/u;
/** Texts of another length that are passed over in a row, before one is taken that does not fit. */
const MISSES_MAX = 200;

/** Texts of a pattern within lengths. It ends whatever the two ask for: who draws filters by the schema. */
function patternOf(
  pattern: string,
  minLength: number,
  { most, within }: { readonly most: number; readonly within: number },
): Arbitrary<string> {
  const [, letters] = ONE_CLASS.exec(pattern) ?? [];
  if (letters !== undefined) {
    const unit = fc.stringMatching(new RegExp(`^${letters}$`, 'u'));
    const least = Math.max(minLength, pattern.endsWith('+$') ? 1 : 0);
    return fc.string({ unit, minLength: least, maxLength: Math.max(least, within), size: 'max' });
  }
  let misses = 0;
  const fits = (text: string): boolean => {
    const length = text.length >= minLength && text.length <= most;
    misses = length || misses === MISSES_MAX ? 0 : misses + 1;
    return misses === 0;
  };
  return fc.stringMatching(new RegExp(pattern, 'u'), { size: minLength > 90 ? 'max' : '+1' }).filter(fits);
}

function textOf(schema: Keywords, longest: number): Arbitrary<Json> {
  const minLength = numberOf(schema, 'minLength', 0);
  const maxLength = numberOf(schema, 'maxLength', Math.max(12, minLength * 2));
  const within = Math.min(maxLength, minLength + longest);
  if (typeof schema['pattern'] === 'string')
    return patternOf(schema['pattern'], minLength, { most: numberOf(schema, 'maxLength', Infinity), within });
  return fc.string({ unit: 'grapheme-ascii', minLength, maxLength: within, size: 'max' });
}

/** Any number of a range that is too narrow for a multiple of the step. */
function between(schema: Keywords, min: number, max: number): Arbitrary<Json> {
  const excluded = (keyword: string): boolean => typeof schema[keyword] === 'number';
  if (min === max) return fc.constant(min);
  const [minExcluded, maxExcluded] = [excluded('exclusiveMinimum'), excluded('exclusiveMaximum')];
  return fc.double({ min, max, minExcluded, maxExcluded, noNaN: true });
}

/** Numbers are whole multiples of a step (1 for integers, 0.01 otherwise): what people send, and short when printed. */
function amountOf(schema: Keywords, whole: boolean): Arbitrary<Json> {
  const step = numberOf(schema, 'multipleOf', whole ? 1 : 0.01);
  const low = numberOf(schema, 'exclusiveMinimum', numberOf(schema, 'minimum', Number.NaN));
  const high = numberOf(schema, 'exclusiveMaximum', numberOf(schema, 'maximum', Number.NaN));
  const from = Number.isNaN(low) ? Math.min(-1000, Number.isNaN(high) ? 0 : high - 1000) : low;
  const to = Number.isNaN(high) ? Math.max(1000, from + 1000) : high;
  const steps = (value: number, round: (n: number) => number) => round(Number((value / step).toFixed(6)));
  const first = steps(from, Math.ceil) + (typeof schema['exclusiveMinimum'] === 'number' ? 1 : 0);
  const last = steps(to, Math.floor) - (typeof schema['exclusiveMaximum'] === 'number' ? 1 : 0);
  const perUnit = Math.round(1 / step);
  const only = first / perUnit;
  const none = last < first || (last === first && (only < low || only > high));
  if (none && !whole && schema['multipleOf'] === undefined && low <= high) return between(schema, low, high);
  return fc
    .integer({ min: first, max: Math.max(first, last) })
    .map((count) => (step < 1 ? count / perUnit : count * step));
}

function listOf(schema: Keywords, longest: number): Arbitrary<Json> {
  if (Array.isArray(schema['prefixItems'])) {
    return fc.tuple(...schema['prefixItems'].map((item: Json) => arbitraryOf(item, longest)));
  }
  const item = schema['items'] === undefined ? anything : arbitraryOf(schema['items'], longest);
  const minLength = numberOf(schema, 'minItems', 0);
  const maxLength = Math.min(numberOf(schema, 'maxItems', minLength + 10), minLength + longest);
  const bounds = { minLength, maxLength, size: 'max' } as const;
  if (schema['uniqueItems'] === true) return fc.uniqueArray(item, { ...bounds, selector: canonicalJson });
  return fc.array(item, bounds);
}

function fieldsOf(schema: Keywords, longest: number): Arbitrary<Json> {
  const properties = isFields(schema['properties']) ? Object.entries(schema['properties']) : [];
  if (properties.length === 0) {
    const values = schema['additionalProperties'];
    if (values === false) return fc.constant({});
    const names = fc.stringMatching(/^[a-z]{1,6}$/);
    return fc.dictionary(names, values === undefined ? anything : arbitraryOf(values, longest), {
      maxKeys: 6,
    });
  }
  const required: readonly Json[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return fc.record(
    Object.fromEntries(
      properties.map(([key, part]): [string, Arbitrary<Json>] => [key, arbitraryOf(part, longest)]),
    ),
    {
      requiredKeys: properties.map(([key]) => key).filter((key) => required.includes(key)),
      noNullPrototype: true,
    },
  );
}

function typed(type: Json, schema: Keywords, longest: number): Arbitrary<Json> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return amountOf(schema, type === 'integer');
    case 'string':
      return textOf(schema, longest);
    case 'array':
      return listOf(schema, longest);
    case 'object':
      return fieldsOf(schema, longest);
    default:
      throw new Error(`inputs cannot be generated for type ${canonicalJson(type)}`);
  }
}

function arbitraryOf(schema: unknown, longest: number): Arbitrary<Json> {
  if (schema === true) return anything;
  if (!isFields(schema))
    throw new Error('inputs cannot be generated for the schema `false`: nothing fits it');
  const keywords = schema as Keywords;
  if ('const' in keywords) return fc.constant(keywords['const']!);
  if (Array.isArray(keywords['enum'])) return fc.constantFrom(...(keywords['enum'] as Json[]));
  const options = keywords['oneOf'] ?? keywords['anyOf'];
  if (Array.isArray(options)) return fc.oneof(...options.map((option: Json) => arbitraryOf(option, longest)));
  if ('$ref' in keywords) throw new Error('inputs cannot be generated through `$ref`: write the schema out');
  const type = keywords['type'];
  if (Array.isArray(type)) return fc.oneof(...type.map((one: Json) => typed(one, keywords, longest)));
  if (type !== undefined) return typed(type, keywords, longest);
  if (keywords['properties'] !== undefined) return fieldsOf(keywords, longest);
  if (keywords['items'] !== undefined || keywords['prefixItems'] !== undefined)
    return listOf(keywords, longest);
  return anything;
}

/**
 * A fast-check arbitrary of values that fit a JSON Schema: types, enum, const, ranges, multipleOf, lengths, pattern, items,
 * prefixItems, uniqueItems, required and optional fields, oneOf and anyOf. Other keywords are not generated for; who draws
 * filters by the schema. Lists and texts are at most `longest` over their least length. Throws an Error naming what it cannot generate (`$ref`, `false`).
 */
export function arbitraryFromSchema(schema: JsonSchema, longest = 24): Arbitrary<Json> {
  return arbitraryOf(schema, longest);
}
