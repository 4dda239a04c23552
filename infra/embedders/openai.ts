import OpenAI, { APIError } from 'openai';
import type { Embedder } from '../../actors/memory/embedder.ts';
import { endpointEmbedder } from './endpointEmbedder.ts';
import type { EmbedderSettings } from './settings.ts';

const URL_OF_OPENAI = 'https://api.openai.com/v1';
const TIMEOUT_MS = 30_000;
/** Of the client: on 408, 409, 429, 5xx and broken connections, with backoff. */
const RETRIES = 2;

/** An embedding model of OpenAI, or of any server that speaks its protocol. */
export async function openaiEmbedder({
  model,
  baseUrl = URL_OF_OPENAI,
  apiKey,
  dims,
}: EmbedderSettings): Promise<Embedder> {
  // The client refuses to be made without a key; servers on one's own machine want none.
  const client = new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl,
    timeout: TIMEOUT_MS,
    maxRetries: RETRIES,
  });
  return endpointEmbedder(
    {
      name: `openai:${model}`,
      url: baseUrl,
      ask: async (texts) => {
        const { data } = await client.embeddings.create({
          model,
          input: [...texts],
          encoding_format: 'float',
        });
        return data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
      },
      reason,
    },
    dims,
  );
}

function reason(error: unknown): string {
  if (error instanceof APIError && error.status === 401) return `${error.message}: check its API key`;
  if (error instanceof Error && error.cause instanceof Error)
    return `${error.message} (${error.cause.message})`;
  return error instanceof Error ? error.message : String(error);
}
