import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { outcomeOf } from '../../infra/answers/taskOutcome.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-intake-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({ folder });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

const spec = {
  capability: 'double',
  description: 'Doubles a number.',
  entry: 'double',
  input: { type: 'integer' },
  output: { type: 'integer' },
  examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
  seeds: [{ name: 'faulty', source: 'function double(n) { return n * 3; }', provenance: 'the test' }],
};

const publish = (id: string, capability: string, order: unknown) =>
  dse.substrate.tasks.publish({
    id,
    capability,
    body: typeof order === 'string' ? order : JSON.stringify(order),
  });

test('a message that brings its capability becomes a task whose answer is a proven descendant', async () => {
  expect(await publish('p1', 'double', { spec })).toEqual({ status: 'published' });
  await dse.settle();
  const outcome = await outcomeOf(dse.substrate, 'p1');
  expect(outcome.outcome).toBe('answered');
  expect(outcome.steps.some(({ fact }) => fact.type === 'generator.chosen')).toBe(true);
  expect(await dse.run('double', '21')).toMatchObject({ status: 'ok', output: '42' });
});

test('the same message again makes no second task, and another body under its name is a conflict', async () => {
  const commits = await dse.substrate.events.position();
  expect(await publish('p1', 'double', { spec })).toEqual({ status: 'duplicate' });
  expect(await publish('p1', 'double', {})).toEqual({ status: 'conflict' });
  await dse.settle();
  expect(await dse.substrate.events.position()).toBe(commits);
});

test('a message that asks for more than the pressure lets be promised is refused, with the numbers', async () => {
  const until = null;
  await dse.send({ kind: 'pressure', id: 'main' }, { type: 'set', level: 'high', until });
  await publish('p-fine', 'triple', { spec: { ...spec, capability: 'triple' }, quality: 0.9 });
  await publish('p-plain', 'double', {});
  await dse.settle();
  const refused = await outcomeOf(dse.substrate, 'p-fine');
  expect(refused).toMatchObject({ outcome: 'rejected', pressure: { level: 'high', required: 0.9 } });
  expect(refused.reason).toMatch(/^Quality 0\.90 not achievable under HIGH pressure \(max: 0\.75\)/);
  expect(await outcomeOf(dse.substrate, 'p-plain')).toMatchObject({ outcome: 'answered', pressure: null });
});

test('a task for an unknown capability is refused as a fact that says what to do', async () => {
  await publish('p2', 'nobody', '');
  await dse.settle();
  const outcome = await outcomeOf(dse.substrate, 'p2');
  expect(outcome).toMatchObject({ outcome: 'rejected' });
  expect(outcome.reason).toMatch(/nobody.*not declared/);
});

test('another content under a declared name is refused as a fact', async () => {
  await publish('p3', 'double', { spec: { ...spec, description: 'Something else.' } });
  await dse.settle();
  expect(await outcomeOf(dse.substrate, 'p3')).toMatchObject({
    outcome: 'rejected',
    reason: expect.stringMatching(/declared already with another content/),
  });
});

test.each([
  ['b1', 'double', 'not json', /not JSON/],
  ['b2', 'double', { sped: {} }, /no task order/],
  ['b3', 'triple', { spec }, /its spec declares "double"/],
  ['B4', 'double', {}, /no task id/],
] as const)(
  'message %s can never be a task: it is kept aside with the reason',
  async (id, capability, order, reason) => {
    await publish(id, capability, order);
    await dse.settle();
    const dead = (await dse.substrate.tasks.dead()).find((one) => one.id === id);
    expect(dead?.reason).toMatch(reason);
    // Brought back it is read again, and set aside again.
    expect(await dse.substrate.tasks.retry(id, 5)).toEqual({ status: 'retried' });
    await dse.settle();
    expect((await dse.substrate.tasks.dead()).some((one) => one.id === id)).toBe(true);
  },
);

test('a message never names a script to be run here, neither by its tool nor by a seed of it', async () => {
  const ran = join(folder, 'ran');
  const script = join(folder, 'script.mjs');
  writeFileSync(
    script,
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(ran)}, '');`,
  );
  const tool = { base_url: 'http://127.0.0.1:9/' };
  const asked = {
    tool: { tool: { service: script } },
    seed: {
      tool,
      seeds: [{ name: 's', source: JSON.stringify({ service: script }), provenance: 'the test' }],
    },
  };
  for (const [name, different] of Object.entries(asked)) {
    const tooled = { ...spec, capability: `by-${name}`, kind: 'tool', seeds: [], ...different };
    await publish(`p-${name}`, `by-${name}`, { spec: tooled });
    await dse.settle();
  }
  expect((await dse.substrate.tasks.dead()).map(({ id, reason }) => [id, reason])).toEqual(
    expect.arrayContaining([
      ['p-tool', expect.stringContaining('service of its own')],
      ['p-seed', expect.stringContaining('service of its own')],
    ]),
  );
  expect(existsSync(join(folder, 'services.json')) || existsSync(ran)).toBe(false);
});
