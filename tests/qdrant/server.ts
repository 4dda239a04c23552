import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';
import { Collection, payloadOf } from './collection.ts';
import {
  CountRequest,
  CreateCollection,
  PointIdsList,
  PointsList,
  QueryRequest,
  ScrollRequest,
} from './schemas.ts';

/** `before`: the connection breaks and nothing was done; `after`: it was done, and nobody hears of it; or another update status. */
export type Fault = 'before' | 'after' | 'acknowledged' | 'wait_timeout';

export type QdrantServer = {
  readonly url: string;
  readonly collections: Map<string, Collection>;
  /** Method and path of every request, in order. */
  readonly asked: string[];
  /** Request bodies, in order. */
  readonly bodies: unknown[];
  /** What happens to the next writes, one after the other. */
  readonly faults: Fault[];
  stop(): Promise<void>;
};

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Speaks the part of Qdrant's protocol that DSE uses, on 127.0.0.1, and refuses with 400 what its OpenAPI document does not allow
 * (schemas.ts) and what a server refuses beyond it: vectors of other dimensions, collections that are not there.
 */
export async function startQdrant(apiKey?: string): Promise<QdrantServer> {
  const collections = new Map<string, Collection>();
  const asked: string[] = [];
  const bodies: unknown[] = [];
  const faults: Fault[] = [];

  const named = (name: string): Collection => {
    const collection = collections.get(name);
    if (!collection) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return collection;
  };
  const sized = (collection: Collection, vector: readonly number[]): void => {
    if (vector.length !== collection.size)
      throw new Refusal(
        400,
        `Wrong input: Vector dimension error: expected dim: ${collection.size}, got ${vector.length}`,
      );
  };

  /** One entry per endpoint: what it takes is checked before anything is done. */
  const answer = (method: string, url: URL, body: unknown): unknown => {
    const [, root, name = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    if (root !== 'collections') throw new Refusal(404, 'no such endpoint');
    switch (`${method} ${rest.join('/')}`) {
      case 'GET exists':
        return { exists: collections.has(name) };
      case 'GET ': {
        const { size, distance, points } = named(name);
        const params = { vectors: { size, distance } };
        return { status: 'green', points_count: points.size, segments_count: 1, config: { params } };
      }
      case 'PUT ': {
        const { vectors } = checked(CreateCollection, body);
        if (collections.has(name))
          throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
        collections.set(name, new Collection(vectors.size, vectors.distance));
        return true;
      }
      case 'DELETE ':
        return collections.delete(name);
      case 'PUT points': {
        const { points } = checked(PointsList, body);
        const collection = named(name);
        for (const { vector } of points) sized(collection, vector);
        return done(url, () => {
          for (const { payload, ...point } of points) collection.put({ ...point, payload: payload ?? {} });
        });
      }
      case 'POST points/delete': {
        const { points } = checked(PointIdsList, body);
        const collection = named(name);
        return done(url, () => {
          for (const id of points) collection.points.delete(id);
        });
      }
      case 'POST points/query': {
        const { query, filter, limit, with_payload } = checked(QueryRequest, body);
        const collection = named(name);
        sized(collection, query);
        const hits = collection.nearest(query, filter?.must ?? [], limit ?? 10);
        return {
          points: hits.map(({ point, score }) => ({
            id: point.id,
            version: 0,
            score,
            payload: payloadOf(point, with_payload),
          })),
        };
      }
      case 'POST points/scroll': {
        const { offset, limit, with_payload } = checked(ScrollRequest, body);
        const all = [...named(name).points.values()].toSorted((a, b) =>
          String(a.id) < String(b.id) ? -1 : 1,
        );
        const from = (offset ?? null) === null ? 0 : all.findIndex(({ id }) => id === offset);
        const next = all[from + (limit ?? 10)];
        return {
          points: all
            .slice(from, from + (limit ?? 10))
            .map((point) => ({ id: point.id, payload: payloadOf(point, with_payload) })),
          next_page_offset: next?.id ?? null,
        };
      }
      case 'POST points/count':
        checked(CountRequest, body);
        return { count: named(name).points.size };
      default:
        throw new Refusal(404, 'no such endpoint');
    }
  };

  /** A write, with the fault that is next. */
  const done = (url: URL, write: () => void): unknown => {
    const fault = faults.shift();
    if (fault === 'before') throw new Refusal(0, 'broken');
    write();
    if (fault === 'after') throw new Refusal(0, 'broken');
    const waited = url.searchParams.get('wait') === 'true';
    return { operation_id: 1, status: fault ?? (waited ? 'completed' : 'acknowledged') };
  };

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 0) return void response.destroy();
      say(response, error.status, { status: { error: error.message }, time: 0 });
    });
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://server');
    const method = request.method ?? '';
    let text = '';
    for await (const piece of request) text += String(piece);
    asked.push(`${method} ${url.pathname}`);
    if (apiKey !== undefined && request.headers['api-key'] !== apiKey)
      throw new Refusal(401, 'Must provide an API key or an Authorization bearer token');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    bodies.push(body);
    say(response, 200, { result: answer(method, url, body), status: 'ok', time: 0 });
  };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    collections,
    asked,
    bodies,
    faults,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(400, `Format error in JSON body: ${issue?.path.join('.')}: ${issue?.message}`);
}

function say(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
