import { z } from 'zod';

const variable = z.string().regex(/^[A-Z_][A-Z0-9_]*$/);

/** How what was stored is found again: the section `memory` of the settings. */
export const MemorySettings = z.strictObject({
  index: z
    .union([
      z.literal('embedded'),
      z.strictObject({
        /** Where the server answers, with its port. */
        qdrant: z.url({ protocol: /^https?$/ }),
        collection: z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,100}$/)
          .default('dse')
          .describe('Begin of the names of its collections; the log and the embedder are added'),
        api_key_env: variable
          .default('QDRANT_API_KEY')
          .describe('Name of the environment variable that holds the key; unset: none is sent'),
      }),
    ])
    .optional()
    .describe('Where vectors are; unless given, the server at QDRANT_URL if that is set, else `embedded`'),
  embedder: z
    .union([
      z.literal('lexical'),
      z.strictObject({
        /** Which protocol the endpoint speaks. */
        provider: z.enum(['openai', 'ollama']),
        model: z.string().min(1).max(200),
        base_url: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe('Unless given, the provider’s usual one'),
        api_key_env: variable
          .optional()
          .describe(
            'Name of the environment variable that holds the key; `OPENAI_API_KEY` for openai, else none',
          ),
        dims: z
          .int()
          .min(1)
          .max(65_536)
          .optional()
          .describe('How many numbers a vector has; asked of the model unless given, which is one more call'),
      }),
    ])
    .default('lexical')
    .describe('What makes vectors of texts'),
});
export type MemorySettings = z.infer<typeof MemorySettings>;
