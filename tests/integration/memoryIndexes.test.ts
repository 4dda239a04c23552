import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Embedder } from '../../actors/memory/embedder.ts';
import type { OpenIndex } from '../../actors/memory/filling.ts';
import { Memory } from '../../actors/memory/memory.ts';
import type { FindRequest, Memorable } from '../../actors/memory/memory.ts';
import { DimensionMismatch, IndexUnavailable } from '../../actors/memory/vectorIndex.ts';
import { MemorySettings } from '../../infra/config/settings/memory.ts';
import { EmbeddingFailed } from '../../infra/embedders/embeddingFailed.ts';
import { openParts } from '../../infra/memory/openParts.ts';
import { EmbeddedVectors } from '../../infra/vectors/embedded.ts';
import { QdrantVectors } from '../../infra/vectors/qdrant.ts';
import { randomFrom } from '../../machines/rules/random.ts';
import { startEmbedding } from '../embedding/server.ts';
import { startQdrant } from '../qdrant/server.ts';
import type { QdrantServer } from '../qdrant/server.ts';

let server: QdrantServer;
beforeEach(async () => {
  server = await startQdrant();
});
afterEach(() => server.stop());

const WORDS = 'sort list number text word mail sum mean map key file date parse join split round'.split(' ');
const random = randomFrom(5);
const some = (most: number): string =>
  Array.from(
    { length: 1 + Math.floor(random.uniform() * most) },
    () => WORDS[Math.floor(random.uniform() * 16)],
  ).join(' ');
const SHELF: readonly Memorable[] = Array.from({ length: 70 }, (_, at) => ({
  id: `t${at}`,
  description: some(6),
  code: some(9),
  quality: Math.round(10 * random.uniform()) / 10,
  used: at,
  offered: at % 10 !== 3,
  fields: { type: at % 2 ? 'function' : 'tool', tags: [at % 3 ? 'text' : 'math'] },
}));
const QUESTIONS: readonly FindRequest[] = ['sort list', 'mean number of a file', 'mail'].flatMap((text) => [
  { text, limit: 7, minQuality: 0, minSimilarity: 0, where: [] },
  { text, limit: 3, minQuality: 0.5, minSimilarity: 0.1, where: [{ field: 'tags', is: 'math' }] },
]);

const embedded: OpenIndex = async ({ dims }) => new EmbeddedVectors(dims);
const qdrant: OpenIndex = ({ name, dims }) =>
  QdrantVectors.open({ url: server.url, collection: `dse-${name}` }, dims);

async function filled(open: OpenIndex, things = SHELF, embedder: Embedder | null = null): Promise<Memory> {
  const memory = new Memory(open, embedder);
  await memory.take(things);
  return memory;
}

/** What it answers to every question, similarities to six digits: a server computes in single precision. */
async function answers(memory: Memory): Promise<unknown[]> {
  const found = [];
  for (const question of QUESTIONS) {
    const { findings, embedder } = await memory.find(question);
    found.push({
      embedder,
      findings: findings.map(({ id, rank }) => [id, Number(rank.toFixed(6))]),
    });
  }
  return found;
}

/** Which texts were embedded, by a model whose vectors are easy to make. */
function counting(): Embedder & { readonly texts: string[] } {
  const texts: string[] = [];
  return {
    name: 'first letters',
    dims: 26,
    texts,
    embed: async (given) => {
      texts.push(...given);
      return given.map((text) => {
        const vector = new Float32Array(26);
        for (const word of text.split(' ')) vector[word.charCodeAt(0) - 97]! += 1;
        return vector;
      });
    },
  };
}

describe('a memory on either index', () => {
  it('answers the same, and so again when the index is dropped and filled anew', async () => {
    const expected = await answers(await filled(embedded));
    expect(await answers(await filled(qdrant))).toEqual(expected);
    expect(server.collections.size).toBeGreaterThan(0);
    server.collections.clear();
    expect(await answers(await filled(qdrant))).toEqual(expected);
    expect(await answers(await filled(embedded))).toEqual(expected);
  });

  it('holds each version of the lexical embedder in a collection of its own', async () => {
    const memory = new Memory(qdrant);
    for (const thing of SHELF.slice(0, 5)) await memory.take([thing]);
    expect([...server.collections.keys()]).toEqual([
      'dse-lexical-512.0',
      'dse-lexical-512.1',
      'dse-lexical-512.2',
    ]);
  });
});

describe('a memory in Qdrant', () => {
  it('does not embed again what another process has embedded, but what has changed since', async () => {
    const first = counting();
    await filled(qdrant, SHELF, first);
    expect(first.texts.length).toBeGreaterThan(10);
    const second = counting();
    const [changed, ...rest] = SHELF;
    const memory = await filled(qdrant, [{ ...changed!, quality: 0.123 }, ...rest], second);
    expect(second.texts).toEqual([changed!.description]);
    const { findings } = await memory.find({ ...QUESTIONS[0]!, limit: 70 });
    expect(findings.find(({ id }) => id === changed!.id)?.quality).toBe(0.123);
  });

  it('takes out what is not offered any more, and leaves alone what only others know', async () => {
    const embedder = counting();
    await filled(qdrant, SHELF.slice(0, 20), embedder);
    const lagging = await filled(qdrant, [{ ...SHELF[0]!, offered: false }, SHELF[1]!], embedder);
    const [points] = [...server.collections.values()].map((collection) => [...collection.points.values()]);
    const ids = points!.map(({ payload }) => payload['id']);
    expect(ids).not.toContain('t0');
    expect(ids).toContain('t19');
    const { findings } = await lagging.find({ ...QUESTIONS[0]!, limit: 70 });
    expect(findings.map(({ id }) => id)).toEqual(['t1']);
  });

  it('says that the server went away in the middle, and has everything when it is back', async () => {
    const many = Array.from({ length: 2500 }, (_, at) => ({
      ...SHELF[0]!,
      id: `m${at}`,
      description: some(6),
    }));
    const expected = await answers(await filled(embedded, many));
    const memory = new Memory(qdrant);
    // The first requests go through, the third breaks after the server wrote it.
    server.faults.push('wait_timeout');
    await expect(memory.take(many)).rejects.toThrow(IndexUnavailable);
    server.faults.push('before');
    await expect(memory.take([])).rejects.toThrow(IndexUnavailable);
    server.faults.push('after');
    await expect(memory.take([])).rejects.toThrow('doing it again is safe');
    await memory.take([]);
    expect(await answers(memory)).toEqual(expected);
  });

  it('refuses to mix vectors of a model that has changed', async () => {
    await filled(qdrant, SHELF, counting());
    const changed = { ...counting(), dims: 30 };
    await expect(filled(qdrant, SHELF, changed)).rejects.toThrow(DimensionMismatch);
  });
});

const guide = readFileSync(new URL('../../docs/how-to/use-qdrant.md', import.meta.url), 'utf8');
it.each([...guide.matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml]) => [yaml!]))(
  'the guide shows settings that are accepted: %s',
  (yaml) => {
    const { memory } = parse(yaml) as { memory: unknown };
    expect(MemorySettings.parse(memory).index).toMatchObject({ qdrant: 'http://127.0.0.1:6333' });
  },
);

describe('settings of the memory', () => {
  const opened = (settings: unknown, variables: Record<string, string> = {}) =>
    openParts(MemorySettings.parse(settings), variables, 'mark');
  const indexOf = async (settings: unknown, variables?: Record<string, string>) => {
    const { open } = await opened(settings, variables);
    return open({ ...counting(), name: 'a:b/c' });
  };

  it('without a word are embedded and lexical; QDRANT_URL alone chooses Qdrant, unless embedded is said', async () => {
    expect((await opened({})).embedder).toBeNull();
    expect(await indexOf({})).toBeInstanceOf(EmbeddedVectors);
    expect(await indexOf({}, { QDRANT_URL: '' })).toBeInstanceOf(EmbeddedVectors);
    expect(await indexOf({}, { QDRANT_URL: server.url })).toBeInstanceOf(QdrantVectors);
    expect(await indexOf({ index: 'embedded' }, { QDRANT_URL: server.url })).toBeInstanceOf(EmbeddedVectors);
    expect([...server.collections.keys()]).toEqual([expect.stringMatching(/^dse-mark-a-b-c-[0-9a-f]{8}$/)]);
  });

  it('name server, collection and key', async () => {
    const guarded = await startQdrant('secret');
    try {
      const index = { qdrant: guarded.url, collection: 'mine', api_key_env: 'MY_KEY' };
      await expect(indexOf({ index })).rejects.toThrow('401');
      await indexOf({ index }, { MY_KEY: 'secret', QDRANT_URL: server.url });
      expect([...guarded.collections.keys()]).toEqual([expect.stringMatching(/^mine-mark-/)]);
      expect(server.collections.size).toBe(0);
    } finally {
      await guarded.stop();
    }
  });

  it('name an embedding model; OpenAI’s key goes to OpenAI only', async () => {
    const embedding = await startEmbedding();
    try {
      const variables = { OPENAI_API_KEY: 'secret', LOCAL_KEY: 'local' };
      const at = { provider: 'openai', model: 'letters', base_url: `${embedding.url}/v1` };
      const { embedder } = await opened({ embedder: at }, variables);
      expect(embedder).toMatchObject({ name: 'openai:letters', dims: 3 });
      await opened({ embedder: { ...at, api_key_env: 'LOCAL_KEY' } }, variables);
      expect(embedding.headers).toEqual(['Bearer none', 'Bearer local']);
      await opened({ embedder: { provider: 'ollama', model: 'letters', base_url: embedding.url } });
      expect(embedding.headers.at(-1)).toBeUndefined();
      const missing = opened({ embedder: { provider: 'openai', model: 'letters' } });
      await expect(missing).rejects.toThrow(EmbeddingFailed);
      await expect(missing).rejects.toThrow('needs a key in OPENAI_API_KEY, which is not set');
    } finally {
      await embedding.stop();
    }
  });

  it.each([
    [{ index: 'faiss' }],
    [{ index: { qdrant: 'localhost:6333' } }],
    [{ index: { qdrant: 'http://localhost:6333', collection: 'a/b' } }],
    [{ embedder: { provider: 'acme', model: 'm' } }],
    [{ embedder: { provider: 'openai', model: 'm', api_key: 'secret' } }],
    [{ idnex: 'embedded' }],
  ])('%j is refused', (settings) => {
    expect(MemorySettings.safeParse(settings).success).toBe(false);
  });
});
