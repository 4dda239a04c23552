import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { sha256 } from '../../events/hash.ts';
import { catalogueOf } from '../../infra/bench/hostile/catalogue.ts';
import { EXIT } from '../../infra/cli/exitCodes.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { typed } from '../e2e/typed.ts';

/** Stored code turns hostile on this input only. */
const TRIGGER = '424242';
/** Programs that do native work nothing inside can interrupt: their process has to be ended. */
const ALWAYS = ['big-integer-power', 'sparse-search'];
/** Those whose processor work may have to be ended with their process. */
const programs = catalogueOf('javascript').filter(
  (program) => program.class === 'processor time' && program.kill === 'may',
);

let folder: string;
let dse: Dse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-quarantined-'));
  dse = await createDse({ folder });
});
afterAll(async () => {
  await dse.close();
  await rm(folder, { recursive: true, force: true });
});

/** Stores a program that passes its proof: the hostile part is too small a share to count, and no example asks for it. */
async function store(name: string, hostile: string): Promise<void> {
  const honest = 'n = n + 0; '.repeat(150);
  const source = `${hostile}\nfunction double(n) { ${honest}return n === ${TRIGGER} ? f({ turn: 0 }) : n * 2; }`;
  const spec = CapabilitySpec.parse({
    capability: name,
    description: 'Doubles a number.',
    entry: 'double',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
    seeds: [{ name: 'right', source, provenance: 'the test' }],
    controls: [],
    oracle: null,
    limits: { wall_ms: 250 },
  });
  await dse.declare(spec, folder);
  await dse.settle();
  await dse.submit(name, `task-${name}`);
  await dse.settle();
}

/** Whose quarantine the log knows, as often as it says so. */
async function quarantined(): Promise<string[]> {
  const { rows } = await dse.query(
    "SELECT regexp_replace(actor_id, '-[0-9a-f]+$', '') AS name, cause, input FROM fact.artifact_quarantined ORDER BY seq",
  );
  for (const { cause, input } of rows)
    expect({ cause, input }).toEqual({
      cause: expect.stringMatching(/^(timeout|memory|crash)$/),
      input: sha256(TRIGGER),
    });
  return rows.map(({ name }) => name as string);
}

test('of hostile programs that were stored, those that end their process get the fact and are refused, the others go on', async () => {
  const after = new Map<string, string>();
  for (const { name, source } of programs) {
    await store(name, source);
    expect(await dse.run(name, '4')).toMatchObject({ status: 'ok', output: '8' });
    await dse.run(name, TRIGGER);
    const answer = await dse.run(name, '4');
    after.set(name, answer.status === 'refused' ? answer.reason : answer.status);
  }
  const facts = await quarantined();
  expect(facts).toEqual(expect.arrayContaining(ALWAYS));
  expect(facts).toEqual([...new Set(facts)]);
  const refused = [...after].filter(([, answer]) => answer.includes('is quarantined')).map(([name]) => name);
  expect(refused).toEqual(facts);
  expect([...after].filter(([, answer]) => answer === 'ok').length).toBe(programs.length - facts.length);
}, 180_000);

test('who types `dse run` is told of the failure, and from then on of the quarantine', async () => {
  await store('typed-in', programs.find(({ name }) => name === 'big-integer-power')!.source);
  const run = (input: string) => typed(['--folder', folder, 'run', 'typed-in', '--input', input]);
  expect((await run(TRIGGER)).code).toBe(EXIT.failed);
  const later = await run('4');
  expect(later.code).toBe(EXIT.refused);
  expect(later.err).toMatch(/is quarantined: a call ended its process .*dse rollback typed-in/);
});
