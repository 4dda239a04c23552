import { randomUUID } from 'node:crypto';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IndexUnavailable } from '../../../actors/memory/vectorIndex.ts';
import { QdrantVectors } from '../../../infra/vectors/qdrant.ts';
import { startQdrant } from '../../qdrant/server.ts';
import type { QdrantServer } from '../../qdrant/server.ts';
import { vectorIndexContract } from './vectorIndexContract.ts';

const real = process.env['QDRANT_URL'];

describe('on a server that speaks its protocol and refuses what its document refuses', () => {
  let server: QdrantServer;
  beforeAll(async () => {
    server = await startQdrant();
  });
  afterAll(() => server.stop());

  vectorIndexContract('qdrant', (dims) =>
    QdrantVectors.open({ url: server.url, collection: `test-${randomUUID()}` }, dims),
  );
});

if (real) {
  const apiKey = process.env['QDRANT_API_KEY'];
  const place = (collection: string) => ({ url: real, collection, ...(apiKey ? { apiKey } : {}) });
  describe('on the server at QDRANT_URL', () => {
    const made: string[] = [];
    afterAll(async () => {
      const { port, protocol, origin } = new URL(real);
      const client = new QdrantClient({
        url: origin,
        port: Number(port || (protocol === 'https:' ? 443 : 80)),
        ...(apiKey ? { apiKey } : {}),
        checkCompatibility: false,
      });
      for (const collection of made) await client.deleteCollection(collection);
    });

    vectorIndexContract('qdrant', (dims) => {
      const collection = `dse-test-${randomUUID()}`;
      made.push(collection);
      return QdrantVectors.open(place(collection), dims);
    });
  });
}

describe('vectors in Qdrant', () => {
  let server: QdrantServer;
  beforeEach(async () => {
    server = await startQdrant();
  });
  afterEach(() => server.stop());
  const open = (dims = 2, collection = 'c') => QdrantVectors.open({ url: server.url, collection }, dims);
  const at = (id: string, x: number, y: number) => ({ id, vector: Float32Array.of(x, y), fields: {} });
  const EAST = Float32Array.of(1, 0);

  it('are searched exactly, with UUIDs for ids, and no other request is made to find out the version', async () => {
    const index = await open();
    await index.upsert([at('sort-list', 1, 0)]);
    await index.search(EAST, { limit: 1 });
    expect(server.asked).not.toContain('GET /');
    expect(server.bodies.at(-1)).toMatchObject({ params: { exact: true }, query: [1, 0] });
    const [point] = server.collections.get('c')!.points.values();
    expect(point).toMatchObject({ payload: { id: 'sort-list' }, vector: [1, 0] });
    expect(point?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
  });

  it('outlive the process that wrote them', async () => {
    const first = await open();
    await first.upsert([{ ...at('a', 1, 0), fields: { stamp: 's', tags: ['t'] } }]);
    await first.close();
    const second = await open();
    expect(await second.count()).toBe(1);
    expect([...(await second.values('stamp'))]).toEqual([['a', 's']]);
    expect([...(await second.values('tags'))]).toEqual([['a', ['t']]]);
  });

  it('of other dimensions are refused when the collection is opened', async () => {
    await open(2);
    await expect(open(3)).rejects.toThrow('what is embedded has 3 dimensions, this index holds vectors of 2');
  });

  it('are not put into a collection that is compared otherwise', async () => {
    const client = new QdrantClient({ url: server.url, checkCompatibility: false });
    await client.createCollection('foreign', { vectors: { size: 2, distance: 'Dot' } });
    await expect(open(2, 'foreign')).rejects.toThrow('not of DSE: name another collection');
  });

  it('are written in requests that stay small', async () => {
    const index = await open(1000);
    const many = Array.from({ length: 600 }, (_, n) => ({
      id: `v${n}`,
      vector: new Float32Array(1000).fill(n + 1),
      fields: {},
    }));
    await index.upsert(many);
    const writes = server.asked.filter((one) => one === 'PUT /collections/c/points');
    expect(writes).toHaveLength(3);
    expect(await index.count()).toBe(600);
  });

  it.each(['before', 'after', 'wait_timeout', 'acknowledged'] as const)(
    'a write that fails (%s) is told, counts as not written, and can be done again',
    async (fault) => {
      const index = await open();
      await index.upsert([at('a', 1, 0)]);
      server.faults.push(fault);
      const writing = index.upsert([at('a', 0, 1), at('b', 1, 1)]);
      await expect(writing).rejects.toThrow(IndexUnavailable);
      await expect(writing).rejects.toThrow(
        /Qdrant at http:.*collection c: writing 2 records failed: .*doing it again is safe/,
      );
      await index.upsert([at('a', 0, 1), at('b', 1, 1)]);
      expect((await index.search(EAST, { limit: 5 })).map(({ id }) => id)).toEqual(['b', 'a']);
    },
  );

  it('say where the server is when it is gone, and what it said when it refuses', async () => {
    const index = await open();
    server.collections.clear();
    await expect(index.count()).rejects.toThrow("answered 404: Not found: Collection `c` doesn't exist");
    await server.stop();
    await expect(index.search(EAST, { limit: 1 })).rejects.toThrow(`Qdrant at ${server.url}`);
    await expect(open()).rejects.toThrow(IndexUnavailable);
  });

  it('are read and written with the key that the server asks for', async () => {
    const guarded = await startQdrant('secret');
    try {
      await expect(QdrantVectors.open({ url: guarded.url, collection: 'c' }, 2)).rejects.toThrow('401');
      const index = await QdrantVectors.open({ url: guarded.url, collection: 'c', apiKey: 'secret' }, 2);
      expect(await index.count()).toBe(0);
    } finally {
      await guarded.stop();
    }
  });

  it('have fields that can be named in a filter', async () => {
    const index = await open();
    await expect(index.upsert([{ ...at('a', 1, 0), fields: { 'a.b': 1 } }])).rejects.toThrow('a field "a.b"');
    expect(await index.count()).toBe(0);
  });
});

describe('the server of these tests', () => {
  it.each([
    ['a limit of 0', '/collections/c/points/query', { query: [1, 0], limit: 0 }],
    ['ids twice', '/collections/c/points/query', { query: [1, 0], filter: { must: [{ has_id: [1, 1] }] } }],
    ['a filter it does not know', '/collections/c/points/query', { query: [1, 0], filter: { may: [] } }],
    [
      'a fraction to be equal to',
      '/collections/c/points/query',
      { query: [1, 0], filter: { must: [{ key: 'a', match: { value: 0.5 } }] } },
    ],
    ['an id that is no UUID', '/collections/c/points/delete', { points: ['sort-list'] }],
    ['other dimensions', '/collections/c/points/query', { query: [1] }],
  ])('refuses %s', async (_, path, body) => {
    const server = await startQdrant();
    try {
      await QdrantVectors.open({ url: server.url, collection: 'c' }, 2);
      const { status } = await fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) });
      expect(status).toBe(400);
    } finally {
      await server.stop();
    }
  });
});
