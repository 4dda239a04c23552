import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { sha256 } from '../../../events/hash.ts';
import { RolloutRules } from '../../../events/rolloutRules.ts';
import { generatedFrom } from '../../../infra/cli/generatedFrom.ts';
import { doubleSpec, serving } from '../../http.ts';
import { runsOf } from '../../trafficked.ts';

test('who asks is named by a header, by a chat’s `user` and by an agent, and recorded as a hash alone', async () => {
  const house = await serving({ specs: [doubleSpec()] });
  try {
    const { dse, url } = house;
    const code = 'function double(n) { return n + n; }';
    const { kind, id, artifact } = await generatedFrom(dse, 'double', 'other', code);
    await dse.send({ kind, id }, { type: 'generate', artifact });
    await dse.settle();
    const rules = RolloutRules.parse({ stages: [0.5, 1] });
    await dse.send(
      { kind: 'capability', id: 'double' },
      { type: 'openRollout', challengers: [{ artifact: id }], rules },
    );
    await dse.settle();

    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${url}${path}`, { method: 'POST', body, headers });
    await post('/v1/run/double', '1', { 'x-unit': 'Mrs Smith' });
    const chat = { model: 'dse/double', messages: [{ role: 'user', content: '2' }], user: 'Mr Stone' };
    await post('/v1/chat/completions', JSON.stringify(chat));
    const client = new Client({ name: 'a test', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url)));
    await client.callTool({ name: 'run', arguments: { capability: 'double', input: 3, unit: 'Ms Wright' } });
    await client.close();
    await post('/v1/run/double', '4');
    await post('/v1/run/double', '5', { 'x-unit': '' });

    const runs = await runsOf(dse.host);
    const units = runs.flatMap(({ assigned }) => assigned?.unit ?? []);
    expect(units).toEqual(['Mrs Smith', 'Mr Stone', 'Ms Wright', '4', '5'].map((one) => sha256(one)));
    expect(JSON.stringify(runs)).not.toMatch(/Smith|Stone|Wright/);
  } finally {
    await house.stop();
  }
});
