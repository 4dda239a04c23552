import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doubleSpec, serving } from '../../http.ts';

let served: Awaited<ReturnType<typeof serving>>;

beforeAll(async () => {
  served = await serving({
    specs: [
      doubleSpec(),
      doubleSpec({ capability: 'nothing', description: 'What nobody made yet.', seeds: [] }),
      doubleSpec({ capability: 'few', quota: { runs_per_minute: 1 } }),
      doubleSpec({
        capability: 'fails-late',
        seeds: [
          {
            name: 'fails',
            source: 'function double(n) { if (n === 7) throw new Error("seven"); return n * 2; }',
            provenance: 'the test',
          },
        ],
      }),
    ],
  });
});
afterAll(() => served.stop());

type Told = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };
async function run(path: string, body: string, headers: Record<string, string> = {}): Promise<Told> {
  const response = await fetch(`${served.url}/v1/run/${path}`, { method: 'POST', body, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

describe('POST /v1/run', () => {
  it('runs what is served, and the run stands in the log under the request’s id', async () => {
    const { status, headers, body } = await run('double', '21', { 'x-request-id': 'mine-1' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { output: 42, quality: 1, failed: [], cache: 'none', run: 'mine-1' },
    });
    expect(headers.get('x-request-id')).toBe('mine-1');
    const { rows } = await served.dse.query("SELECT ran, outcome FROM runs WHERE correlation = 'mine-1'");
    expect(rows).toEqual([{ ran: body['artifact'], outcome: 'ok' }]);
  });

  it.each([
    ['unheard-of', '1', 404, 'unknown-capability'],
    ['*', '1', 404, 'unknown-capability'],
    ['nothing', '1', 409, 'nothing-served'],
    ['double', '"one"', 422, 'bad-input'],
    ['double', '{', 422, 'bad-input'],
    ['double?min_quality=2', '1', 400, 'bad-request'],
    ['fails-late', '7', 500, 'run-failed'],
  ])('answers %s with a problem: %s → %i %s', async (path, input, status, type) => {
    const told = await run(path, input);
    expect(told).toMatchObject({
      status,
      body: {
        type: `urn:dse:problem:${type}`,
        status,
        title: expect.any(String) as string,
        detail: expect.any(String) as string,
        remedy: expect.any(String) as string,
        request: told.headers.get('x-request-id'),
      },
    });
    expect(told.headers.get('content-type')).toBe('application/problem+json');
  });

  it('takes a body in chunks whose length nobody said, up to the bound', async () => {
    const post = async (chunks: readonly string[]): Promise<[number, unknown]> => {
      const body = ReadableStream.from(chunks.map((text) => new TextEncoder().encode(text)));
      const response = await fetch(`${served.url}/v1/run/double`, { method: 'POST', body, duplex: 'half' });
      return [response.status, await response.json()];
    };
    expect(await post(['2', '1'])).toMatchObject([200, { output: 42 }]);
    expect(await post(Array.from({ length: 9 }, () => ' '.repeat(1000)))).toMatchObject([
      413,
      { type: 'urn:dse:problem:too-large' },
    ]);
  });

  it('answers a request without a body, and by a method that is not served, with what is wrong', async () => {
    const status = async (method: string): Promise<number> =>
      await new Promise((resolve, reject) => {
        // Without a content-length, which fetch always sends.
        const asked = request(`${served.url}/v1/run/double`, { method }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        });
        asked.removeHeader('transfer-encoding');
        asked.useChunkedEncodingByDefault = false;
        asked.on('error', reject).end();
      });
    expect([await status('POST'), await status('PUT'), await status('DELETE')]).toEqual([422, 404, 404]);
    expect(served.trouble).toEqual([]);
  });

  it('says of a failed run how it ended and what ran', async () => {
    const { body } = await run('fails-late', '7');
    expect(body).toMatchObject({
      outcome: 'error',
      detail: expect.stringContaining('Error: seven') as string,
    });
    expect(await run('fails-late', '8')).toMatchObject({ status: 200, body: { output: 16 } });
  });

  it('takes no body beyond the limit', async () => {
    expect(await run('double', `"${'x'.repeat(5000)}"`)).toMatchObject({
      status: 413,
      body: { type: 'urn:dse:problem:too-large', detail: 'a body has at most 4096 bytes here' },
    });
  });

  it('refuses beyond a quota with the seconds to wait', async () => {
    const told = [await run('few', '1'), await run('few', '1'), await run('few', '1')];
    const over = told.find(({ status }) => status !== 200);
    expect(over).toMatchObject({ status: 429, body: { type: 'urn:dse:problem:quota-used-up' } });
    expect(Number(over?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('answers no other name, and no page of another site', async () => {
    const { port } = new URL(served.url);
    expect(await run('double', '1', { origin: 'https://elsewhere.example' })).toMatchObject({
      status: 403,
      body: { type: 'urn:dse:problem:wrong-origin' },
    });
    expect((await run('double', '1', { origin: `http://localhost:${port}` })).status).toBe(200);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request({ port, path: '/v1/health', headers: { host: `evil.example:${port}` } }, (response) =>
        resolve(response.resume().statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  it('says whether it is alive, and what lags', async () => {
    const response = await fetch(`${served.url}/v1/health`);
    expect(await response.json()).toMatchObject({
      status: 'ok',
      parts: expect.arrayContaining([expect.objectContaining({ part: 'log', state: 'ok' })]) as unknown[],
    });
    const unknown = await fetch(`${served.url}/v2`);
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { type: 'urn:dse:problem:no-such-route' },
    ]);
  });
});
