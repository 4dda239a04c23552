import { z } from 'zod';

/** What JSON can say. Inputs, outputs, schemas and suites are such values. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const Json: z.ZodType<Json> = z.json();

/** The one text of a value: keys sorted, no spaces. Equal values have equal texts, whatever order they were built in. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = value as { readonly [key: string]: Json };
  const parts = Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key]!)}`);
  return `{${parts.join(',')}}`;
}
