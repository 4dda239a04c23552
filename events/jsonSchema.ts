import { z } from 'zod';
import { Json } from './json.ts';

/** A JSON Schema; that it is one is checked where files are read (`infra/config`). */
export const JsonSchema = z.union([z.boolean(), z.record(z.string(), Json)]);
export type JsonSchema = { readonly [key: string]: Json } | boolean;
