import { z } from 'zod';

/** Section `serve` of the settings: how the folder is served over HTTP. Options of the command line win. */
export const ServeSettings = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address that is listened on'),
  port: z.int().min(0).max(65_535).default(3730).describe('0: any free port'),
  keys: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('File of API keys; null: `keys.yaml` in the data folder, where it is there'),
  allow_hosts: z.array(z.string().min(1)).default([]).describe('Names by which others reach this server'),
  body_limit: z.int().min(1024).default(1_048_576).describe('Most bytes of a request’s body'),
  rate_per_minute: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('Most requests a minute of a caller whose key says no other number; null: no bound'),
  record: z.enum(['buffered', 'durable']).default('buffered').describe('When a run counts as recorded'),
});
export type ServeSettings = z.infer<typeof ServeSettings>;
