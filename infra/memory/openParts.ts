import type { Embedder } from '../../actors/memory/embedder.ts';
import type { OpenIndex } from '../../actors/memory/filling.ts';
import { IndexUnavailable } from '../../actors/memory/vectorIndex.ts';
import { sha256 } from '../../events/hash.ts';
import type { MemorySettings } from '../config/settings/memory.ts';
import { EmbeddingFailed } from '../embedders/embeddingFailed.ts';
import { EmbeddedVectors } from '../vectors/embedded.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a memory stands on. */
export type MemoryParts = {
  readonly open: OpenIndex;
  /** Null: the lexical one, fitted on what is stored. */
  readonly embedder: Embedder | null;
};

/**
 * Index and embedder as the settings say. Without a word about the index `QDRANT_URL` chooses Qdrant. `mark` tells this log
 * from others on the same server.
 * @throws EmbeddingFailed when a key is missing or the model does not answer; IndexUnavailable when QDRANT_URL is no address.
 */
export async function openParts(
  { index, embedder }: MemorySettings,
  variables: Variables,
  mark: string,
): Promise<MemoryParts> {
  return { open: await openIndex(index, variables, mark), embedder: await openEmbedder(embedder, variables) };
}

async function openIndex(
  index: MemorySettings['index'],
  variables: Variables,
  mark: string,
): Promise<OpenIndex> {
  const url = index === undefined ? variables['QDRANT_URL'] : index === 'embedded' ? '' : index.qdrant;
  if (!url) return async ({ dims }) => new EmbeddedVectors(dims);
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new IndexUnavailable(
      `QDRANT_URL is no http(s) address: "${url}". Write it like http://127.0.0.1:6333, or unset it for the embedded index`,
    );
  const { QdrantVectors } = await import('../vectors/qdrant.ts');
  const { collection, api_key_env } =
    typeof index === 'object' ? index : { collection: 'dse', api_key_env: 'QDRANT_API_KEY' };
  const apiKey = variables[api_key_env];
  return ({ name, dims }) =>
    QdrantVectors.open(
      { url, collection: `${collection}-${mark}-${nameable(name)}`, ...(apiKey ? { apiKey } : {}) },
      dims,
    );
}

async function openEmbedder(
  settings: MemorySettings['embedder'],
  variables: Variables,
): Promise<Embedder | null> {
  if (settings === 'lexical') return null;
  const { provider, model, base_url, api_key_env, dims = null } = settings;
  const named = api_key_env ?? (provider === 'openai' && base_url === undefined ? 'OPENAI_API_KEY' : null);
  // A key is only sent where it is meant to go: OpenAI's not to an address somebody wrote.
  const apiKey = named === null ? undefined : variables[named];
  if (named !== null && !apiKey)
    throw new EmbeddingFailed(`the embedder ${provider}:${model} needs a key in ${named}, which is not set`);
  const endpoint = {
    model,
    dims,
    ...(base_url === undefined ? {} : { baseUrl: base_url }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
  if (provider === 'openai') return (await import('../embedders/openai.ts')).openaiEmbedder(endpoint);
  return (await import('../embedders/ollama.ts')).ollamaEmbedder(endpoint);
}

/** Part of a collection's name; what had to be replaced is told apart by a hash. */
function nameable(name: string): string {
  const safe = name.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 100);
  return safe === name ? safe : `${safe}-${sha256(name).slice(0, 8)}`;
}
