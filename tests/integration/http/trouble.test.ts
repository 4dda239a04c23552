import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listen } from '../../../infra/http/listen.ts';
import type { Listening } from '../../../infra/http/listen.ts';
import type { HttpHouse } from '../../../infra/http/house.ts';

/** What goes wrong in the server itself names its own places. */
const SECRET = 'ENOENT: no such file, open /home/somebody/private/log';
let listening: Listening;
let failure: Error;
const trouble: string[] = [];

beforeAll(async () => {
  const broken = async (): Promise<never> => {
    throw failure;
  };
  const house: HttpHouse = { dse: broken, knowledge: broken, memory: broken };
  listening = await listen(house, {
    host: '127.0.0.1',
    port: 0,
    callers: null,
    allowHosts: [],
    bodyLimit: 4096,
    ratePerMinute: null,
    record: 'durable',
    clock: () => Date.now(),
    onTrouble: (message) => trouble.push(message),
  });
});
afterAll(() => listening.close());
beforeEach(() => {
  trouble.length = 0;
});

it.each([
  ['nobody expected', 'Error', 500],
  ['the log says', 'LogFailure', 503],
])('what %s is told to whoever runs the server and not to who asks', async (_, name, status) => {
  failure = Object.assign(new Error(SECRET), { name });
  const headers = { 'x-request-id': 'r-1' };
  for (const path of ['/v1/capabilities', '/v1/models']) {
    const response = await fetch(`${listening.url}${path}`, { headers });
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(text).not.toContain('/home');
    expect(text).toContain('r-1');
  }
  expect(trouble.map((message) => message.startsWith('request r-1: ') && message.includes(SECRET))).toEqual([
    true,
    true,
  ]);
});

it('an agent that speaks MCP is not told either, and the server is', async () => {
  failure = new Error(SECRET);
  const client = new Client({ name: 'a test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', listening.url)));
  const { isError, content } = await client.callTool({ name: 'why', arguments: { id: 'double' } });
  await client.close();
  expect(isError).toBe(true);
  expect(JSON.stringify(content)).not.toContain('/home');
  expect(trouble).toEqual([expect.stringContaining(SECRET)]);
});
