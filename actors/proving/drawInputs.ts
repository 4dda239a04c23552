import fc from 'fast-check';
import type { JsonSchema } from '../../events/jsonSchema.ts';
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

/** Draws of the last suites at work: every proof on a suite asks for the same ones. */
const KEPT = 64;
const kept = new Map<string, readonly Json[]>();

/**
 * Values that fit the schema, the same for the same seed. At most `count`: a small schema has no more distinct ones.
 * Throws an Error where the schema cannot be generated for, or where nothing drawn fits it.
 */
export function drawInputs(schema: JsonSchema, options: DrawOptions): Json[] {
  const { seed, count, distinct = true, edges = true } = options;
  if (count === 0) return [];
  const key = canonicalJson([schema, seed, count, distinct, edges]);
  const values = kept.get(key) ?? drawn(schema, { seed, count, distinct, edges });
  kept.delete(key);
  kept.set(key, values);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  if (values.length === 0) throw new Error('nothing drawn fits the input schema: simplify it');
  return [...values];
}

function drawn(schema: JsonSchema, { seed, count, distinct, edges }: Required<DrawOptions>): Json[] {
  const fits = schemaCheck(schema);
  let values: Json[] = [];
  // More only where some were alike or did not fit: drawing is dear, and a longer draw begins like a shorter one.
  for (const numRuns of distinct ? [count, count * 3] : [count, count * 2]) {
    // A new one each time: arbitraries of patterns count their misses.
    const arbitrary = edges ? arbitraryFromSchema(schema) : fc.noBias(arbitraryFromSchema(schema, Infinity));
    const seen = new Set<string>();
    values = [];
    for (const one of fc.sample(arbitrary, { seed, numRuns })) {
      const text = canonicalJson(one);
      if (values.length === count || (distinct && seen.has(text))) continue;
      seen.add(text);
      const value = parseJson(text);
      if (fits(value).length === 0) values.push(value);
    }
    if (values.length === count) break;
  }
  return values;
}
