import { Ollama } from 'ollama';
import type { Embedder } from '../../actors/memory/embedder.ts';
import { endpointEmbedder } from './endpointEmbedder.ts';
import type { EmbedderSettings } from './settings.ts';

const URL_OF_OLLAMA = 'http://127.0.0.1:11434';
/** A model may have to be loaded first. */
const TIMEOUT_MS = 120_000;

/** An embedding model of an Ollama server, which has to have been pulled there. */
export async function ollamaEmbedder({
  model,
  baseUrl = URL_OF_OLLAMA,
  apiKey,
  dims,
}: EmbedderSettings): Promise<Embedder> {
  const client = new Ollama({
    host: baseUrl,
    ...(apiKey === undefined ? {} : { headers: { authorization: `Bearer ${apiKey}` } }),
    // The client itself waits without end.
    fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }),
  });
  return endpointEmbedder(
    {
      name: `ollama:${model}`,
      url: baseUrl,
      ask: async (texts) => (await client.embed({ model, input: [...texts] })).embeddings,
      reason,
    },
    dims,
  );
}

function reason(error: unknown): string {
  if (error instanceof Error && error.cause instanceof Error)
    return `${error.message} (${error.cause.message})`;
  return error instanceof Error ? error.message : String(error);
}
