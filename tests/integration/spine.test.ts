import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capabilityState, lastFact, lifecycleOf } from '../../actors/workshop.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { readTrafficFile } from '../../infra/config/trafficFile.ts';
import { runTraffic } from '../../infra/demo/traffic.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';

const EXAMPLE = fileURLToPath(new URL('../../docs/examples/email-validator/', import.meta.url));

let folder: string;
let dse: Dse;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dse-spine-'));
  dse = await createDse({ folder });
});

afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A capability of one number, with what a test wants to be different. */
function doubling(capability: string, different: Record<string, unknown>): CapabilitySpec {
  return CapabilitySpec.parse({
    capability,
    description: 'Doubles a number.',
    entry: 'double',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
    seeds: [],
    controls: [],
    oracle: null,
    ...different,
  });
}

async function declared(spec: CapabilitySpec): Promise<void> {
  await dse.declare(spec, join(folder, 'capability.yaml'));
  await dse.settle();
}

test('a faulty seed is repaired, stored and served; changed inputs make it drift; a proven descendant takes over', async () => {
  const read = await readCapabilityFile(join(EXAMPLE, 'capability.yaml'));
  const traffic = await readTrafficFile(join(EXAMPLE, 'traffic.yaml'));
  if (!read.ok || !traffic.ok) throw new Error('the example does not load');
  await declared(read.capability);
  await dse.submit('email-validator', 't1');
  await dse.settle();

  const first = (await capabilityState(dse.host, 'email-validator')).context.served!;
  const answered = await lastFact(dse.workshop, { kind: 'task', id: 't1' }, 'task.answered');
  expect(answered.artifact).toBe(first);
  const [seed] = (await lifecycleOf(dse.workshop, { kind: 'artifact', id: first })).context.artifact!.parents;
  expect((await lifecycleOf(dse.workshop, { kind: 'artifact', id: seed! })).state).toBe('rejected');

  await runTraffic(dse, 'email-validator', traffic.traffic, () => {});

  const served = (await capabilityState(dse.host, 'email-validator')).context.served!;
  expect(served).not.toBe(first);
  const parent = await lifecycleOf(dse.workshop, { kind: 'artifact', id: first });
  expect([parent.state, parent.context.successor]).toEqual(['variant', served]);
  const { proof } = await lastFact(dse.workshop, { kind: 'artifact', id: served }, 'artifact.tested');
  expect(proof.suite.version).toBe(2);
  expect(proof.held_out).toEqual({ passed: proof.held_out!.total, total: proof.held_out!.total });

  const answer = await dse.run('email-validator', '"ADA@EXAMPLE.ORG"', 'durable');
  expect(answer).toMatchObject({ status: 'ok', output: 'true' });
  const { rows } = await dse.query(`SELECT outcome FROM evolutions WHERE artifact = '${first}'`);
  expect(rows).toEqual([{ outcome: 'accepted' }]);
  expect((await (await dse.projection()).verify()).status).toBe('identical');
});

test('a task for an unknown capability is rejected with the command that helps', async () => {
  await dse.submit('never-declared', 't2');
  const { reason } = await lastFact(dse.workshop, { kind: 'task', id: 't2' }, 'task.rejected');
  expect(reason).toContain('dse task submit');
});

test('without any code to start from a task ends unanswered and names the ways out', async () => {
  await declared(doubling('no-start', {}));
  await dse.submit('no-start', 't3');
  await dse.settle();
  const { reason, ways_out } = await lastFact(dse.workshop, { kind: 'task', id: 't3' }, 'task.unanswered');
  expect(reason).toContain('no code to start from');
  expect(ways_out.join(' ')).toContain('add a seed');
});

test('code that never ends is stopped by fuel and never stored', async () => {
  const seeds = [
    {
      name: 'endless',
      source: 'function double(n) { while (n === n) n = n; return n; }',
      provenance: 'test',
    },
  ];
  await declared(
    doubling('endless', { seeds, search: { evaluations: 3, attempts: 1 }, limits: { fuel: 20_000 } }),
  );
  await dse.submit('endless', 't4');
  await dse.settle();
  expect((await capabilityState(dse.host, 'endless')).context.served).toBeNull();
  const judged = await lastFact(dse.workshop, { kind: 'task', id: 't4' }, 'candidate.judged');
  expect(judged.verdict).toBe('rejected');
  expect(judged.reason).toContain('fuel');
});

test('a suite that a constant answer passes is refused, and no task is accepted for it', async () => {
  const examples = [1, 2, 3].map((input) => ({ input, output: 4 }));
  await declared(doubling('too-weak', { examples }));
  expect((await capabilityState(dse.host, 'too-weak')).state).toBe('refused');
  const { reason } = await lastFact(dse.workshop, { kind: 'capability', id: 'too-weak' }, 'suite.refused');
  expect(reason).toContain('cannot fail a wrong answer');
  await dse.submit('too-weak', 't5');
  expect((await lastFact(dse.workshop, { kind: 'task', id: 't5' }, 'task.rejected')).reason).toContain(
    'refused',
  );
});

test('a task without funds ends unanswered', async () => {
  const poor = await createDse({ folder: join(folder, 'poor'), budget: { evaluations: 10, dollars: 1 } });
  try {
    const seeds = [{ name: 'triple', source: 'function double(n) { return n * 3; }', provenance: 'test' }];
    await poor.declare(doubling('poor', { seeds }), folder);
    await poor.settle();
    await poor.submit('poor', 't6');
    await poor.settle();
    const { reason } = await lastFact(poor.workshop, { kind: 'task', id: 't6' }, 'task.unanswered');
    expect(reason).toContain('10 are left');
  } finally {
    await poor.close();
  }
});
