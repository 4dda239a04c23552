import { z } from 'zod';
import { Json } from './json.ts';

const template = z.string().min(1);

/** A service behind a URL. `{{input}}` and `{{input.field}}` stand for the input's values. */
export const ToolSpec = z.strictObject({
  base_url: z.url().optional().describe('Where the service answers; not needed with `service`'),
  service: z.string().min(1).optional().describe('A script run with node; its first line ends with its URL'),
  /** The request’s method. */
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).default('GET'),
  /** Joined to the URL; values filled in are encoded. */
  path: template.default('/'),
  /** Sent with the request. */
  headers: z.record(z.string(), template).default({}),
  body: Json.optional().describe('Sent as JSON after the templates are filled'),
  result: template.default('{{body}}').describe('The output: `{{body}}` or a field such as `{{body.rate}}`'),
  /** An answer comes by then, and within `limits.wall_ms`, or the run ends as `timeout`. */
  timeout_ms: z.int().positive().max(60_000).default(2000),
});
export type ToolSpec = z.infer<typeof ToolSpec>;
