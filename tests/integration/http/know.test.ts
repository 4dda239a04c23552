import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { EventSourceMessage } from 'eventsource-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doubleSpec, serving } from '../../http.ts';
import { until } from '../../hosting.ts';

let served: Awaited<ReturnType<typeof serving>>;
let artifact: string;
type Body = Record<string, unknown>;

beforeAll(async () => {
  served = await serving({ specs: [doubleSpec()], settings: { bodyLimit: 100_000 } });
  const { rows } = await served.dse.query('SELECT artifact_id FROM artifacts WHERE served');
  artifact = rows[0]!['artifact_id'] as string;
});
afterAll(() => served.stop());

async function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${served.url}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Body };
}
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${served.url}${path}`, { method: 'POST', body: JSON.stringify(body), headers });

/** Reads a stream of events until it has so many. */
async function stream(path: string, count: number, headers: Record<string, string> = {}) {
  const leave = new AbortController();
  const response = await fetch(`${served.url}${path}`, { headers, signal: leave.signal });
  const messages: EventSourceMessage[] = [];
  const events = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const message of events) {
    messages.push(message);
    if (messages.length === count) break;
  }
  leave.abort();
  return messages;
}

describe('what is known', () => {
  it('lists artifacts, and tells of one all, its source, its family and why it serves', async () => {
    const { body } = await get('/v1/artifacts?capability=double&limit=5');
    expect(body['artifacts']).toMatchObject([{ artifact_id: artifact, served: true }]);
    expect((await get(`/v1/artifacts/${artifact}`)).body).toMatchObject({
      artifact_id: artifact,
      state: 'stored',
    });
    expect((await get(`/v1/artifacts/${artifact}/source`)).body).toMatchObject({
      language: 'javascript',
      source: 'function double(n) { return n * 2; }',
    });
    expect((await get(`/v1/artifacts/${artifact}/lineage`)).body).toMatchObject({
      family: [{ artifact_id: artifact, parents: [] }],
    });
    const why = (await get(`/v1/why/${artifact}`)).body;
    const chain = why['chain'] as Body[];
    expect(chain[0]).toMatchObject({ step: 0, actor: 'capability/double' });
    expect(chain.at(-1)).toMatchObject({ actor: 'task/first-double', causation: 'submit-first-double' });
    expect((await get('/v1/artifacts/none')).status).toBe(404);
    expect((await get("/v1/artifacts/x'--")).body).toMatchObject({ type: 'urn:dse:problem:not-known' });
  });

  it('finds by description, lists capabilities and views, and answers one SELECT', async () => {
    expect((await get('/v1/find?text=twice+a+whole+number')).body['findings']).toMatchObject([
      { artifact_id: artifact, embedder: expect.stringContaining('lexical') as string },
    ]);
    expect((await get('/v1/find?text=%3F')).body).toMatchObject({
      status: 400,
      detail: 'text: say what is to be found, in words',
    });
    expect((await get('/v1/capabilities')).body['capabilities']).toMatchObject([
      { capability: 'double', served: artifact },
    ]);
    const contract = (await get('/v1/capabilities/double')).body;
    expect(contract).toMatchObject({ input: { type: 'integer' }, state: 'ready' });
    expect(contract).not.toHaveProperty('held_out');
    expect((await get('/v1/views')).body['views']).toContainEqual({
      view: 'lineage',
      columns: expect.any(Array) as [],
    });
    const sql = encodeURIComponent('SELECT count(*) AS n FROM artifacts');
    expect((await get(`/v1/query?sql=${sql}`)).body).toMatchObject({ columns: ['n'], rows: [{ n: 1 }] });
    expect((await get(`/v1/query?sql=${sql}&as_of=1`)).body).toMatchObject({ rows: [{ n: 0 }], as_of: 1 });
    expect((await get('/v1/query?sql=DROP+TABLE+x')).body).toMatchObject({
      type: 'urn:dse:problem:bad-query',
    });
  });
});

describe('tasks', () => {
  it('are named by their producer: twice is once, another content is a conflict, the outcome is told', async () => {
    const order = { capability: 'triple', spec: tripleSpec };
    const first = await post('/v1/tasks', order, { 'idempotency-key': 'mine' });
    expect([first.status, first.headers.get('location')]).toEqual([202, '/v1/tasks/mine']);
    expect(await (await post('/v1/tasks', order, { 'idempotency-key': 'mine' })).json()).toMatchObject({
      status: 'duplicate',
    });
    const other = await post('/v1/tasks', { capability: 'triple' }, { 'idempotency-key': 'mine' });
    expect([other.status, await other.json()]).toMatchObject([
      409,
      { type: 'urn:dse:problem:task-conflict' },
    ]);
    await until(async () => (await get('/v1/tasks/mine')).body['outcome'] === 'answered');
    expect((await get('/v1/tasks/mine')).body).toMatchObject({ capability: 'triple', quality: 1 });
    expect((await get('/v1/tasks?capability=triple')).body['tasks']).toMatchObject([{ task: 'mine' }]);
  });

  it('that cannot be read are refused at once, and one for an unknown capability by a fact', async () => {
    const wrong = await post('/v1/tasks', { capability: 'triple', sped: 1 });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      422,
      { detail: expect.stringContaining('sped') as string },
    ]);
    expect(
      (await post('/v1/tasks', { capability: 'triple' }, { 'idempotency-key': 'Not A Name' })).status,
    ).toBe(400);
    await post('/v1/tasks', { capability: 'unheard-of' }, { 'idempotency-key': 'vain' });
    await until(async () => (await get('/v1/tasks/vain')).status === 200);
    expect((await get('/v1/tasks/vain')).body).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringContaining('is not declared') as string,
    });
    expect((await get('/v1/tasks/never')).status).toBe(404);
  });
});

describe('events', () => {
  it('come as CloudEvents under their place, and a stream goes on after the last one it had, inside a commit too', async () => {
    const all = (await get('/v1/events?limit=1000', { accept: 'application/json' })).body['events'] as Body[];
    const whole = await stream('/v1/events', all.length);
    expect(whole.map(({ data }) => JSON.parse(data) as unknown)).toEqual(all);
    const inside = whole.findIndex(({ id }) => id?.endsWith('.1'));
    expect(inside).toBeGreaterThan(0);
    const rest = await stream('/v1/events', all.length - inside, { 'last-event-id': whole[inside - 1]!.id! });
    expect(rest.map(({ id }) => id)).toEqual(whole.slice(inside).map(({ id }) => id));
  });

  it('are filtered by type and actor, and paged', async () => {
    const stored = await stream('/v1/events?type=artifact.stored,capability', 3);
    expect(new Set(stored.map(({ event }) => event?.split('.')[0]))).toEqual(
      new Set(['artifact', 'capability']),
    );
    expect(stored.every(({ event }) => event === 'artifact.stored' || event?.startsWith('capability.'))).toBe(
      true,
    );
    const page = (await get('/v1/events?actor=task/first-double&limit=2', { accept: 'application/json' }))
      .body;
    const events = page['events'] as Body[];
    expect(events.map(({ source }) => source)).toEqual(['/task/first-double', '/task/first-double']);
    const next = await get(`/v1/events?actor=task/first-double&after=${String(page['next'])}`, {
      accept: 'application/json',
    });
    expect((next.body['events'] as Body[])[0]?.['id']).not.toBe(events[1]?.['id']);
    expect((await get('/v1/events?after=here', { accept: 'application/json' })).status).toBe(400);
  });

  it('that are new are told as they come', async () => {
    const coming = stream('/v1/events?after=now&type=task.rejected', 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await served.dse.submit('nowhere', 'late');
    expect(JSON.parse((await coming)[0]!.data)).toMatchObject({
      source: '/task/late',
      type: 'task.rejected',
    });
  });
});

describe('the description of the API', () => {
  it('is an OpenAPI 3.1 document whose references lead somewhere, and a page without scripts', async () => {
    const { body } = await get('/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: { '/v1/run/{capability}': { post: { tags: ['Run'] } } },
    });
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
    expect(references.length).toBeGreaterThan(0);
    for (const path of references) {
      const found = path.split('/').reduce<unknown>((at, part) => (at as Body | undefined)?.[part], body);
      expect(found, path).toBeDefined();
    }
    const page = await fetch(`${served.url}/docs`);
    const text = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('/v1/chat/completions');
    expect(text).not.toMatch(/<script|src=|https?:\/\//);
  });
});

const tripleSpec = {
  capability: 'triple',
  description: 'Triples a whole number.',
  entry: 'triple',
  input: { type: 'integer' },
  output: { type: 'integer' },
  examples: [1, 2, 5, -3].map((input) => ({ input, output: 3 * input })),
  seeds: [{ name: 'right', source: 'function triple(n) { return n * 3; }', provenance: 'the test' }],
};
