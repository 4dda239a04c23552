import { z } from 'zod';
import { MODEL_NAME_MAX } from '../../../actors/models/recordedCalls.ts';
import { Id } from '../../../events/commit.ts';

const usd = z.number().min(0).max(100_000);

/** What a price list says of a model on a day. */
export const PriceList = z.strictObject({
  input_usd_per_million: usd.describe('Dollars for a million tokens of prompts'),
  output_usd_per_million: usd.describe('Dollars for a million tokens of answers'),
  as_of: z.iso.date().describe('The day of the price list'),
});

/** A name that stands where a key was meant would be a key in a file: what is wrong with it is said without it. */
const variable = z.string().refine((text) => /^[A-Z_][A-Z0-9_]*$/.test(text), {
  message: 'not the name of an environment variable',
  params: {
    remedy: 'Write the name alone, such as `OPENAI_API_KEY`; the key itself never stands in this file.',
  },
});

const url = z.string().refine(isAddress, {
  message: 'not an http(s) address without user and password',
  params: {
    remedy: 'Write it like `http://127.0.0.1:11434`; a key goes into the variable of `api_key_env`.',
  },
});

function isAddress(text: string): boolean {
  const parsed = URL.parse(text);
  return (
    parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === ''
  );
}

/** A language model and how it is called. */
export const ModelEntry = z
  .strictObject({
    provider: z
      .enum(['openai', 'ollama', 'recorded'])
      .describe('`openai`: OpenAI, or any server that speaks like it; `recorded`: stored completions'),
    model: z.string().min(1).max(200).describe('What the provider calls it'),
    base_url: url
      .optional()
      .describe('Of the server; without it OpenAI itself, or Ollama on this machine. For OpenAI with `/v1`'),
    api_key_env: variable
      .optional()
      .describe(
        'The environment variable that holds the key; `OPENAI_API_KEY` for OpenAI itself, else without it no key is sent',
      ),
    file: z
      .string()
      .min(1)
      .optional()
      .describe('Of stored completions, JSON lines, beside this file or by its whole path; for `recorded`'),
    timeout_ms: z
      .int()
      .min(1)
      .max(600_000)
      .default(60_000)
      .describe('The most a call may take, retries and waits included'),
    retries: z
      .int()
      .min(0)
      .max(10)
      .default(2)
      .describe('Attempts after the first, where a failure may pass: 429, 5xx, a lost connection'),
    rate_per_minute: z.int().min(1).nullable().default(null).describe('Requests in any minute'),
    concurrency: z.int().min(1).nullable().default(null).describe('Requests on the wire at the same time'),
    price: z
      .union([PriceList, z.literal('free')])
      .describe(
        'What it costs: the list of a day, or that nothing is paid; needed, since a cost nobody knows bounds no budget',
      ),
    simulated: z
      .boolean()
      .default(false)
      .describe('Answers or price are not real ones, and shown so; always with `recorded`'),
  })
  .superRefine((entry, context) => {
    const wrong = (field: 'file' | 'base_url' | 'api_key_env', message: string, remedy: string) =>
      context.addIssue({ code: 'custom', path: [field], message, params: { remedy } });
    if (entry.provider !== 'recorded') {
      if (entry.file !== undefined)
        wrong('file', 'only for `provider: recorded`', 'Remove it, or change the provider.');
      return;
    }
    if (entry.file === undefined) wrong('file', 'missing', 'Name the file of stored completions.');
    for (const field of ['base_url', 'api_key_env'] as const)
      if (entry[field] !== undefined) wrong(field, 'a recorded model calls nobody', 'Remove it.');
  });
export type ModelEntry = z.infer<typeof ModelEntry>;

/** A name is an id that leaves room for `model-` before it. */
const ModelName = Id.max(MODEL_NAME_MAX, `names of models have at most ${MODEL_NAME_MAX} characters`);

export const Models = z.record(ModelName, ModelEntry);
export type Models = z.infer<typeof Models>;
