import { z } from 'zod';

/** What JSON can say. Inputs, outputs, schemas and suites are such values. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const Json: z.ZodType<Json> = z.json();

/** JSON text as a value; throws the SyntaxError of JSON.parse. */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

/** Whether a value is an object with fields (neither a list nor null). */
export function isFields(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The one text of a JSON value: keys sorted, no spaces, absent (undefined) fields left out.
 * Equal values have equal texts, whatever order they were built in.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value) ?? 'null';
  const parts = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${parts.join(',')}}`;
}
