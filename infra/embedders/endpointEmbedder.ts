import { z } from 'zod';
import type { Embedder } from '../../actors/memory/embedder.ts';
import { unit } from '../vectors/unit.ts';
import { EmbeddingFailed } from './embeddingFailed.ts';

/** An embedding model somewhere else. */
export type Endpoint = {
  /** Provider and model: `openai:text-embedding-3-small`. */
  readonly name: string;
  /** Where it is asked. */
  readonly url: string;
  /** One vector per text, in order; checked. What it throws is told with `reason`. */
  readonly ask: (texts: readonly string[]) => Promise<unknown>;
  readonly reason: (error: unknown) => string;
};

const Vectors = z.array(z.array(z.number()).min(1));

/** Texts in one request. */
const AT_ONCE = 128;

/**
 * Vectors of a model behind an endpoint, of length 1. How many numbers they have is asked of the model when `dims` is null, and
 * holds from then on. A text without anything in it is not sent: its vector is all zero.
 * @throws EmbeddingFailed; DimensionMismatch when the model answers with vectors of another length.
 */
export async function endpointEmbedder(endpoint: Endpoint, dims: number | null): Promise<Embedder> {
  const { name, url } = endpoint;
  const asked = async (texts: readonly string[]): Promise<readonly (readonly number[])[]> => {
    let answer: unknown;
    try {
      answer = await endpoint.ask(texts);
    } catch (error) {
      throw new EmbeddingFailed(
        `${name} at ${url} made no vectors of ${texts.length} texts: ${endpoint.reason(error)}. See that it runs and knows the model, or use the lexical embedder`,
        { cause: error },
      );
    }
    const vectors = Vectors.safeParse(answer);
    if (!vectors.success || vectors.data.length !== texts.length) {
      const what = vectors.success
        ? `${vectors.data.length} vectors`
        : 'something that is no list of vectors';
      throw new EmbeddingFailed(
        `${name} at ${url} answered ${texts.length} texts with ${what}: nothing of it is used; see that it is an embedding model`,
      );
    }
    return vectors.data;
  };
  const length = dims ?? (await asked(['how long are the vectors?']))[0]!.length;
  const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const vectors: Float32Array[] = texts.map(() => new Float32Array(length));
    const said = texts.flatMap((text, at) => (text.trim() === '' ? [] : [{ text, at }]));
    for (let from = 0; from < said.length; from += AT_ONCE) {
      const some = said.slice(from, from + AT_ONCE);
      const answered = await asked(some.map(({ text }) => text));
      for (const [n, { text, at }] of some.entries()) {
        vectors[at] = unit(
          Float32Array.from(answered[n]!),
          length,
          `the vector that ${name} made of "${text.slice(0, 40)}"`,
        );
      }
    }
    return vectors;
  };
  return { name, dims: length, embed };
}
