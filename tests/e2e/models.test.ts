import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OPENAI_KEY, OPENAI_MODEL, openAiServer } from '../models/openaiServer.ts';
import type { ScriptedServer } from '../models/scriptedServer.ts';
import { typed } from './typed.ts';

let folder: string;
let server: ScriptedServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-models-'));
  server = await openAiServer();
  await writeFile(
    join(folder, 'dse.yaml'),
    `
models:
  near:
    provider: openai
    model: ${OPENAI_MODEL}
    base_url: ${server.url}/v1
    api_key_env: NEAR_KEY
    price: {input_usd_per_million: 1000, output_usd_per_million: 1000, as_of: 2026-01-01}
    simulated: true
  told:
    provider: recorded
    model: told
    file: told.jsonl
    price: free
`,
  );
  const messages = [{ role: 'user', content: 'Something else.' }];
  await writeFile(join(folder, 'told.jsonl'), JSON.stringify({ messages, completion: 'OK' }));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const dse = (...args: readonly string[]) =>
  typed(['--folder', join(folder, '.dse'), '--config', join(folder, 'dse.yaml'), ...args], {
    NEAR_KEY: OPENAI_KEY,
  });

it('lists the models, probes each once, and what that used is in the views; the key is nowhere', async () => {
  const probed = await dse('models', '--probe', '--json');
  expect(probed.code).toBe(1);
  const rows = probed.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows).toMatchObject([
    { name: 'near', provider: 'openai', simulated: true, outcome: 'ok', cost_micro: 10_000 },
    { name: 'told', provider: 'recorded', simulated: true, outcome: 'unrecorded' },
  ]);
  const known = await dse('query', 'SELECT name, ok, causes, cost_micro FROM models ORDER BY name', '--json');
  expect(
    known.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { name: 'near', ok: 1, causes: null, cost_micro: 10_000 },
    { name: 'told', ok: 0, causes: { unrecorded: 1 }, cost_micro: 0 },
  ]);
  const costs = await dse(
    'query',
    "SELECT capability, kind, priced FROM costs WHERE kind = 'model'",
    '--json',
  );
  expect(costs.out).toContain('{"capability":"model-near","kind":"model","priced":"simulated"}');
  expect(`${probed.out}${probed.err}${known.out}${costs.out}`).not.toContain(OPENAI_KEY);
  const audited = await dse('replay', '--verify');
  expect(audited).toMatchObject({ code: 0 });
});

it('checks a settings file without using it, and refuses to begin with one that is wrong', async () => {
  const file = join(folder, 'wrong.yaml');
  await writeFile(file, 'models: {a: {provider: openai, model: x}}');
  const checked = await typed(['config', 'validate', '--config', file]);
  expect(checked).toMatchObject({ code: 2 });
  expect(checked.out).toContain('wrong.yaml:1:13: models.a.price: missing');
  const run = await typed(['run', 'x', '--input', '1', '--folder', join(folder, '.dse'), '--config', file]);
  expect(run.code).toBe(2);
  expect(run.err).toContain('wrong.yaml:1:13: models.a.price: missing');
  await writeFile(file, 'models: {a: {provider: recorded, model: x, price: free, file: gone.jsonl}}');
  const without = await typed(['config', 'validate', '--config', file]);
  expect([without.code, without.out]).toEqual([2, '']);
  expect(without.err).toContain('gone.jsonl (ENOENT): check `file` in the settings');
  const right = await dse('config', 'validate', '--json');
  expect(JSON.parse(right.out)).toMatchObject({ models: ['near', 'told'], generators: [] });
  const cap = await dse('config', 'get', 'optimization.offline_batch.max_daily_budget');
  expect(cap).toMatchObject({ code: 0, out: '50\n' });
  const mistyped = await dse('config', 'get', 'optimization.ofline_batch');
  expect(mistyped.code).toBe(2);
  expect(mistyped.err).toContain('did you mean `optimization.offline_batch`?');
});
