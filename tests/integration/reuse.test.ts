import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capabilityState } from '../../actors/workshop.ts';
import { generatedFrom } from '../../infra/cli/generatedFrom.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { doubleSpec } from '../http.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-reuse-'));
let dse: Dse;

beforeAll(async () => {
  // Dear compute, so that a run of some µs costs something.
  dse = await createDse({ folder, priceCpuSecond: 10 });
  for (const [capability, results] of [
    ['cached', 'exact'],
    ['plain', 'off'],
  ]) {
    await dse.declare(doubleSpec({ capability, cache: { results } }), folder);
    await dse.settle();
    await dse.submit(capability!, `t-${capability}`);
    await dse.settle();
  }
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the same input again', () => {
  test('gets the answer it had without running, and costs nothing', async () => {
    const first = await dse.run('cached', '21', 'durable');
    const again = await dse.run('cached', '21', 'durable');
    expect(first).toMatchObject({ status: 'ok', output: '42', run: { cache: 'miss' } });
    expect(again).toMatchObject({
      status: 'ok',
      output: '42',
      run: { cache: 'hit', cost_micro: 0, quality: 1, wall_us: 0 },
    });
  });

  test('asked many times at once runs once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => dse.run('cached', '77')));
    const cached = answers.map((answer) => (answer.status === 'ok' ? answer.run.cache : answer.status));
    expect(cached.filter((how) => how === 'miss')).toHaveLength(1);
    expect(cached.filter((how) => how === 'hit')).toHaveLength(19);
  });

  test('runs again where nothing is reused', async () => {
    for (let time = 0; time < 2; time += 1)
      expect(await dse.run('plain', '21', 'durable')).toMatchObject({ run: { cache: 'none' } });
  });

  test('is refused as before where it is no input', async () => {
    for (let time = 0; time < 2; time += 1)
      expect(await dse.run('cached', '"no number"')).toMatchObject({ status: 'refused' });
  });

  test('of another implementation is not answered for by the one before', async () => {
    await dse.run('cached', '5', 'durable');
    const other = 'function double(n) { return n + n; }';
    await dse.declare(
      doubleSpec({
        capability: 'cached-other',
        cache: { results: 'exact' },
        seeds: [{ name: 'other', source: other, provenance: 'the test' }],
      }),
      folder,
    );
    await dse.settle();
    await dse.submit('cached-other', 't-other');
    await dse.settle();
    expect(await dse.run('cached-other', '5', 'durable')).toMatchObject({ run: { cache: 'miss' } });
  });
});

describe('the same input to a workflow again', () => {
  const asked = () => dse.run('plan', '1000', 'durable');

  test('gets the answer it had without running its steps, until a step runs on something else', async () => {
    // Right for all that its suite asks, and another thousand.
    const lax = { properties: [], postconditions: [], limits: { wall_ms: 500 } };
    await dse.declare(doubleSpec({ capability: 'part', ...lax }), folder);
    await dse.settle();
    await dse.submit('part', 't-part');
    await dse.settle();
    const workflow = { steps: [{ id: 'one', capability: 'part', input: '{{input}}' }] };
    const plan = { capability: 'plan', kind: 'workflow', workflow, seeds: [], cache: { results: 'exact' } };
    await dse.declare(doubleSpec(plan), folder);
    await dse.settle();
    await dse.submit('plan', 't-plan');
    await dse.settle();
    expect(await asked()).toMatchObject({ output: '2000', run: { cache: 'miss' } });
    expect(await asked()).toMatchObject({ output: '2000', run: { cache: 'hit' }, steps: [] });

    const other = 'function double(n) { return n === 1000 ? 4 : n * 2; }';
    const { kind, id, artifact } = await generatedFrom(dse, 'part', 'other', other);
    await dse.send({ kind, id }, { type: 'generate', artifact });
    await dse.settle();
    const part = { kind: 'capability', id: 'part' } as const;
    const { served } = (await capabilityState(dse.host, 'part')).context;
    const meta = { id: 'offered', correlation: 'offered', causation: 'offered', from: { kind, id } };
    await dse.host.send(part, { type: 'offer', task: 't', parents: [served!], quality: 1 }, meta);
    await dse.settle();
    expect(await asked()).toMatchObject({ output: '4', run: { cache: 'miss' } });
    await dse.send(part, { type: 'rollback', reason: 'the test' });
    await dse.settle();
    expect(await asked()).toMatchObject({ output: '2000' });
  });
});

test('an order from outside cannot have answers reused that differ each time', async () => {
  const open = { capability: 'open', deterministic: false, cache: { results: 'exact' } };
  await dse.declare(doubleSpec(open), folder);
  await dse.settle();
  await dse.submit('open', 't-open');
  await dse.settle();
  for (let time = 0; time < 2; time += 1)
    expect(await dse.run('open', '21', 'durable')).toMatchObject({ run: { cache: 'none' } });
});

test('what the views say was saved is the share of hits, weighted with how often each was asked (C23)', async () => {
  for (let request = 0; request < 300; request += 1) await dse.run('cached', String(100 + (request % 7)));
  await dse.recorder.flush();
  const { rows } = await dse.query(
    "SELECT c.runs, c.hits, c.misses, c.hit_rate, s.saving FROM cache c JOIN savings s USING (capability) WHERE capability = 'cached'",
  );
  const { runs, hits, hit_rate, saving } = rows[0] as Record<string, number>;
  const distinct = await dse.query(
    "SELECT count(DISTINCT input) AS inputs FROM runs WHERE capability = 'cached'",
  );
  expect(Number(hits)).toBe(Number(runs) - Number(distinct.rows[0]!['inputs']));
  expect(Number(saving)).toBeCloseTo(Number(hit_rate), 9);
  expect(Number(saving)).toBeGreaterThan(0.9);
});
