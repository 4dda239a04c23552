import { QdrantClient } from '@qdrant/js-client-rest';
import type { Schemas } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { byScore } from '../../actors/memory/best.ts';
import { DimensionMismatch, IndexUnavailable } from '../../actors/memory/vectorIndex.ts';
import type {
  Condition,
  FieldValue,
  VectorHit,
  VectorIndex,
  VectorRecord,
  VectorSearch,
} from '../../actors/memory/vectorIndex.ts';
import { uuidFrom } from '../../events/hash.ts';
import { qdrantReason } from './qdrantReason.ts';
import { unit } from './unit.ts';

export type QdrantPlace = {
  /** Such as `http://127.0.0.1:6333`; a path is kept. */
  readonly url: string;
  readonly apiKey?: string;
  /** Made when it is not there. */
  readonly collection: string;
};

/** Numbers in one request: far below the 32 MB that a server takes unless told otherwise. */
const NUMBERS_AT_ONCE = 256_000;
const IDS_AT_ONCE = 10_000;
/** How much wider is looked when the limit fell among equals. */
const WIDER = 4;
const TIMEOUT_MS = 30_000;

const Payload = z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()).optional() });
const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** Vectors in a collection of a Qdrant server, compared exactly. Its points have UUIDs made of our ids; the ids are in their payload. */
export class QdrantVectors implements VectorIndex {
  readonly dims: number;
  readonly #place: QdrantPlace;
  readonly #client: QdrantClient;

  private constructor(client: QdrantClient, place: QdrantPlace, dims: number) {
    this.#client = client;
    this.#place = place;
    this.dims = dims;
  }

  /** @throws IndexUnavailable; DimensionMismatch when the collection is there with other vectors. */
  static async open(place: QdrantPlace, dims: number): Promise<QdrantVectors> {
    const index = new QdrantVectors(clientOf(place), place, dims);
    await index.#ready();
    return index;
  }

  async upsert(records: readonly VectorRecord[]): Promise<void> {
    const points = new Map(
      records.map((record) => [record.id, pointOf(record, this.dims, this.#place.collection)]),
    );
    const all = [...points.values()];
    const step = Math.max(1, Math.floor(NUMBERS_AT_ONCE / this.dims));
    for (let from = 0; from < all.length; from += step) {
      const some = all.slice(from, from + step);
      await this.#write(`writing ${some.length} records`, (collection) =>
        this.#client.upsert(collection, { wait: true, points: some }),
      );
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    const points = [...new Set(ids)].map(uuidFrom);
    for (let from = 0; from < points.length; from += IDS_AT_ONCE) {
      const some = points.slice(from, from + IDS_AT_ONCE);
      await this.#write(`removing ${some.length} records`, (collection) =>
        this.#client.delete(collection, { wait: true, points: some }),
      );
    }
  }

  async search(
    vector: Float32Array,
    { limit, where = [], among }: VectorSearch,
  ): Promise<readonly VectorHit[]> {
    const query = [...unit(vector, this.dims, 'the vector searched for')];
    const nobody = where.some((condition) => 'oneOf' in condition && condition.oneOf.length === 0);
    if (nobody || limit <= 0 || among?.length === 0) return [];
    const must: Schemas['Condition'][] = where.map(conditionOf);
    if (among !== undefined) must.push({ has_id: [...new Set(among)].map(uuidFrom) });
    // The server orders equals by its own ids, so those that its limit cuts off could be first by ours.
    for (let width = limit + 1; ; width *= WIDER) {
      const { points } = await this.#ask('searching', (collection) =>
        this.#client.query(collection, {
          query,
          filter: { must },
          limit: width,
          params: { exact: true },
          with_payload: ['id'],
        }),
      );
      const hits = points
        .map(({ payload, score }) => ({ id: Payload.parse(payload).id, score }))
        .toSorted(byScore);
      if (hits.length < width || hits[limit - 1]!.score > hits.at(-1)!.score)
        return hits.slice(0, limit).map(({ id, score }) => ({ id, similarity: score }));
    }
  }

  async values(field: string): Promise<ReadonlyMap<string, FieldValue>> {
    const values = new Map<string, FieldValue>();
    let offset: Schemas['ExtendedPointId'] | undefined;
    do {
      const page = await this.#ask('listing', (collection) =>
        this.#client.scroll(collection, {
          limit: IDS_AT_ONCE,
          with_payload: ['id', pathOf(field)],
          with_vector: false,
          ...(offset === undefined ? {} : { offset }),
        }),
      );
      for (const { payload } of page.points) {
        const { id, fields = {} } = Payload.parse(payload);
        const value = Value.safeParse(fields[field]);
        if (value.success) values.set(id, value.data);
      }
      offset = z.union([z.string(), z.number()]).nullish().parse(page.next_page_offset) ?? undefined;
    } while (offset !== undefined);
    return values;
  }

  async count(): Promise<number> {
    const { count } = await this.#ask('counting', (collection) =>
      this.#client.count(collection, { exact: true }),
    );
    return count;
  }

  async clear(): Promise<void> {
    await this.#ask('clearing', (collection) => this.#client.deleteCollection(collection));
    await this.#ready();
  }

  /** Nothing is held open but idle connections, which end by themselves. What was written stays. */
  async close(): Promise<void> {}

  /** The collection is there and holds vectors of our kind. */
  async #ready(): Promise<void> {
    const { exists } = await this.#ask('looking', (collection) => this.#client.collectionExists(collection));
    if (!exists) {
      await this.#ask('making the collection', (collection) => this.#made(collection));
    }
    const info = await this.#ask('looking', (collection) => this.#client.getCollection(collection));
    const { collection, url } = this.#place;
    const vectors = z
      .object({ size: z.number(), distance: z.string() })
      .safeParse(info.config.params.vectors);
    if (!vectors.success || vectors.data.distance !== 'Cosine')
      throw new IndexUnavailable(
        `the collection ${collection} at ${url} does not hold one vector per point compared by Cosine, so it is not of DSE: name another collection, or delete this one`,
      );
    if (vectors.data.size !== this.dims)
      throw new DimensionMismatch('what is embedded', this.dims, vectors.data.size);
  }

  async #made(collection: string): Promise<void> {
    try {
      await this.#client.createCollection(collection, {
        vectors: { size: this.dims, distance: 'Cosine' },
        // A server may refuse exact search and filters without an index of their own unless told otherwise.
        strict_mode_config: { enabled: false },
      });
    } catch (error) {
      // Another process was faster.
      if (!(await this.#client.collectionExists(collection)).exists) throw error;
    }
  }

  async #write(
    doing: string,
    ask: (collection: string) => Promise<{ readonly status: string }>,
  ): Promise<void> {
    const { status } = await this.#ask(doing, ask);
    if (status !== 'completed') throw this.#unavailable(doing, `the server said "${status}", not done`);
  }

  async #ask<T>(doing: string, ask: (collection: string) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#place.collection);
    } catch (error) {
      throw this.#unavailable(doing, qdrantReason(error), error);
    }
  }

  #unavailable(doing: string, reason: string, cause?: unknown): IndexUnavailable {
    const { url, collection } = this.#place;
    return new IndexUnavailable(
      `Qdrant at ${url}, collection ${collection}: ${doing} failed: ${reason}. Nothing of this call counts as written and doing it again is safe: see that the server runs, or use the embedded index`,
      { cause },
    );
  }
}

function clientOf({ url, apiKey }: QdrantPlace): QdrantClient {
  const { origin, pathname, port, protocol } = new URL(url);
  // The client takes 6333 for a URL without a port and drops its path.
  const usual = protocol === 'https:' ? 443 : 80;
  return new QdrantClient({
    url: origin,
    port: port === '' ? usual : Number(port),
    ...(pathname === '/' ? {} : { prefix: pathname.replace(/\/$/, '') }),
    ...(apiKey === undefined ? {} : { headers: { 'api-key': apiKey } }),
    checkCompatibility: false,
    timeout: TIMEOUT_MS,
  });
}

function pointOf({ id, vector, fields }: VectorRecord, dims: number, collection: string) {
  const strange = Object.keys(fields).find((field) => !/^[A-Za-z0-9_-]+$/.test(field));
  if (strange !== undefined)
    throw new RangeError(
      `"${id}" has a field "${strange}", which is no name to filter by in the collection ${collection}: use letters, digits, - and _`,
    );
  return {
    id: uuidFrom(id),
    vector: [...unit(vector, dims, `the vector of "${id}"`)],
    payload: { id, fields },
  };
}

function pathOf(field: string): string {
  return `fields.${field}`;
}

function conditionOf(condition: Condition): Schemas['Condition'] {
  const key = pathOf(condition.field);
  if ('atLeast' in condition) return { key, range: { gte: condition.atLeast } };
  if ('oneOf' in condition) return { key, match: { any: [...new Set(condition.oneOf)] } };
  // A match takes whole numbers only.
  if (typeof condition.is === 'number') return { key, range: { gte: condition.is, lte: condition.is } };
  return { key, match: { value: condition.is } };
}
