import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DimensionMismatch } from '../../actors/memory/vectorIndex.ts';
import { EmbeddingFailed } from '../../infra/embedders/embeddingFailed.ts';
import { ollamaEmbedder } from '../../infra/embedders/ollama.ts';
import { openaiEmbedder } from '../../infra/embedders/openai.ts';
import { startEmbedding } from '../embedding/server.ts';
import type { EmbeddingServer } from '../embedding/server.ts';

let server: EmbeddingServer;
beforeEach(async () => {
  server = await startEmbedding();
});
afterEach(() => server.stop());

const rounded = (vectors: readonly Float32Array[]) =>
  vectors.map((vector) => [...vector].map((one) => Number(one.toFixed(6))));

describe.each([
  ['openai', openaiEmbedder, '/v1'],
  ['ollama', ollamaEmbedder, ''],
] as const)('the embedder of %s', (provider, open, path) => {
  const opened = (rest: { dims?: number | null; model?: string; apiKey?: string } = {}) =>
    open({ model: 'letters', baseUrl: server.url + path, dims: 3, ...rest });

  it('gives vectors of length 1 in the order of the texts, and zero for a text with nothing in it', async () => {
    const embedder = await opened();
    expect(embedder.name).toBe(`${provider}:letters`);
    const vectors = await embedder.embed(['aab', 'c', ' ', 'aaa']);
    expect(rounded(vectors)).toEqual([
      [0.894427, 0.447214, 0],
      [0, 0, 1],
      [0, 0, 0],
      [1, 0, 0],
    ]);
    expect(server.asked).toEqual([['aab', 'c', 'aaa']]);
  });

  it('asks the model once how long its vectors are, unless it is told', async () => {
    expect((await opened({ dims: null })).dims).toBe(3);
    expect(server.asked).toHaveLength(1);
    expect((await opened({ dims: 7 })).dims).toBe(7);
    expect(server.asked).toHaveLength(1);
  });

  it('asks of many texts in several requests', async () => {
    const embedder = await opened();
    const texts = Array.from({ length: 300 }, (_, n) => 'a'.repeat(1 + (n % 9)) + 'b');
    const vectors = await embedder.embed(texts);
    expect(server.asked.map((one) => one.length)).toEqual([128, 128, 44]);
    expect(vectors).toHaveLength(300);
    expect(rounded([vectors[129]!])).toEqual(rounded(await embedder.embed([texts[129]!])));
  });

  it('refuses vectors whose length has changed, naming both', async () => {
    const embedder = await opened();
    server.troubles.push('other length');
    const embedding = embedder.embed(['a', 'b']);
    await expect(embedding).rejects.toThrow(DimensionMismatch);
    await expect(embedding).rejects.toThrow(`${provider}:letters made of "a" has 4 dimensions`);
  });

  it('uses nothing of an answer with too few vectors, or without numbers', async () => {
    const embedder = await opened();
    server.troubles.push('too few', 'no numbers');
    await expect(embedder.embed(['a', 'b'])).rejects.toThrow('answered 2 texts with 1 vectors');
    await expect(embedder.embed(['a'])).rejects.toThrow('something that is no list of vectors');
  });

  it('says what the server said, where, and what to do', async () => {
    await expect(opened({ model: 'unknown', dims: null })).rejects.toThrow(
      new RegExp(
        `^${provider}:unknown at http://.* made no vectors of 1 texts: .*not found.*See that it runs and knows the model`,
      ),
    );
    const embedder = await opened();
    await server.stop();
    await expect(embedder.embed(['a'])).rejects.toThrow(EmbeddingFailed);
  });

  it('sends its key', async () => {
    await (await opened({ apiKey: 'k' })).embed(['a']);
    expect(server.headers).toEqual(['Bearer k']);
  });
});

describe('the embedder of openai', () => {
  it('asks again when the server is busy or hangs up, and says which key is wrong', async () => {
    const embedder = await openaiEmbedder({ model: 'letters', baseUrl: `${server.url}/v1`, dims: 3 });
    server.troubles.push(429, 'hang up');
    expect(rounded(await embedder.embed(['a']))).toEqual([[1, 0, 0]]);
    expect(server.asked).toHaveLength(3);
    server.troubles.push(401);
    await expect(embedder.embed(['a'])).rejects.toThrow('check its API key');
  });
});
