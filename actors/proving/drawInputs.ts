import fc from 'fast-check';
import type { JsonSchema } from '../../events/capability.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import { arbitraryFromSchema } from './arbitraryFromSchema.ts';
import { schemaCheck } from './schema.ts';

export type DrawOptions = {
  readonly seed: number;
  readonly count: number;
  /** Leave out what was drawn before (default true); traffic repeats itself, suites do not. */
  readonly distinct?: boolean;
  /** Short values and edges such as empty and extreme ones (default true); traffic has what its schema says. */
  readonly edges?: boolean;
};

/**
 * Values that fit the schema, the same for the same seed. At most `count`: a small schema has no more distinct ones.
 * Throws an Error where the schema cannot be generated for, or where nothing drawn fits it.
 */
export function drawInputs(schema: JsonSchema, options: DrawOptions): Json[] {
  const { seed, count, distinct = true, edges = true } = options;
  if (count === 0) return [];
  const arbitrary = edges ? arbitraryFromSchema(schema) : fc.noBias(arbitraryFromSchema(schema, Infinity));
  const fits = schemaCheck(schema);
  const drawn = fc.sample(arbitrary, {
    seed,
    numRuns: distinct ? count * 3 : count * 2,
  });
  const seen = new Set<string>();
  const values: Json[] = [];
  for (const one of drawn) {
    const text = canonicalJson(one);
    if (values.length === count || (distinct && seen.has(text))) continue;
    seen.add(text);
    const value = parseJson(text);
    if (fits(value).length === 0) values.push(value);
  }
  if (values.length === 0) throw new Error('nothing drawn fits the input schema: simplify it');
  return values;
}
