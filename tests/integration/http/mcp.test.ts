import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doubleSpec, serving } from '../../http.ts';
import { until } from '../../hosting.ts';

let served: Awaited<ReturnType<typeof serving>>;
let client: Client;

async function connected(url: string, key?: string): Promise<Client> {
  const client = new Client({ name: 'a test', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', url), {
      requestInit: { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } },
    }),
  );
  return client;
}

beforeAll(async () => {
  served = await serving({ specs: [doubleSpec()] });
  client = await connected(served.url);
});
afterAll(async () => {
  await client.close();
  await served.stop();
});

const call = async (name: string, args: Record<string, unknown>) => {
  const { structuredContent, content, isError } = await client.callTool({ name, arguments: args });
  return { structuredContent, isError, text: (content as { text?: string }[])[0]?.text };
};

describe('an agent that speaks MCP', () => {
  it('finds, runs, asks for work, and learns what became of it and why', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['find', 'run', 'status', 'submit', 'why']);
    expect((await call('find', { text: 'doubles a number' })).structuredContent).toMatchObject({
      findings: [{ capability: 'double' }],
    });
    const ran = (await call('run', { capability: 'double', input: 21 })).structuredContent as Record<
      string,
      unknown
    >;
    expect(ran).toMatchObject({ output: 42, quality: 1 });
    const { rows } = await served.dse.query(
      `SELECT ran FROM runs WHERE correlation = '${String(ran['run'])}'`,
    );
    expect(rows).toEqual([{ ran: ran['artifact'] }]);
    expect((await call('submit', { capability: 'double', id: 'again' })).structuredContent).toMatchObject({
      task: 'again',
      status: 'published',
    });
    await until(async () => (await call('status', { task: 'again' })).isError !== true);
    expect((await call('why', { id: String(ran['artifact']) })).structuredContent).toMatchObject({
      beginning: expect.stringContaining('the command') as string,
    });
  });

  it('is told what went wrong and what to do', async () => {
    expect(await call('run', { capability: 'unheard-of', input: 1 })).toMatchObject({
      isError: true,
      text: expect.stringMatching(/is not declared: .*GET \/v1\/capabilities/) as string,
    });
    expect(await call('run', { capability: 'double', input: 'x' })).toMatchObject({ isError: true });
  });

  it('sees only the tools its key allows', async () => {
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update('secret').digest('hex');
    const callers = new Map([[sha256, { name: 'agent', scopes: ['run'] as const, ratePerMinute: null }]]);
    const guarded = await serving({ settings: { callers } });
    const agent = await connected(guarded.url, 'secret');
    expect((await agent.listTools()).tools.map(({ name }) => name)).toEqual(['run']);
    await agent.close();
    await expect(connected(guarded.url)).rejects.toThrow('A key is needed');
    await guarded.stop();
  });

  it('is not answered as a page of another site', async () => {
    const response = await fetch(`${served.url}/mcp`, {
      method: 'POST',
      body: '{}',
      headers: { origin: 'https://elsewhere.example', 'content-type': 'application/json' },
    });
    expect([response.status, await response.json()]).toMatchObject([403, { jsonrpc: '2.0' }]);
  });
});
