import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { breederOf } from '../../actors/evolving/breeders.ts';
import { checkControls } from '../../actors/evolving/controls.ts';
import { bundled } from '../../actors/proving/bundled.ts';
import { capabilityOf, specOf, suiteOfHash } from '../../actors/workshop.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { sha256 } from '../../events/hash.ts';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import type { Dse } from '../../infra/dse.ts';
import type { ScriptedServer } from '../models/scriptedServer.ts';
import { MOOD_FILE, moodAnswer, openMoods, reviewIn } from '../moods.ts';
import type { Moods } from '../moods.ts';

/** Reviews whose first answer is not JSON. */
const mumbled = new Set<string>();
let world: Moods;
let dse: Dse;
let server: ScriptedServer;

beforeEach(async () => {
  // A model that looks for the word "bad", wherever it stands.
  world = await openMoods(
    (messages) => {
      const review = reviewIn(messages)!;
      return mumbled.delete(review) ? 'well, who knows' : moodAnswer(review.includes('bad'));
    },
    { primary: 1000 },
  );
  ({ dse, server } = world);
});
afterEach(() => world.close());

it('a prompt is proved, stored and served, its wrong answers and its costs counted', async () => {
  await world.declare();
  const { rows: proofs } = await dse.query(
    `SELECT passed, total, verdict, coverage, fuel, deterministic FROM fact.proof WHERE fact = 'artifact.tested'`,
  );
  // The model is wrong about "not bad at all".
  expect(proofs).toMatchObject([{ passed: 5, total: 6, verdict: 'passed', fuel: null, deterministic: null }]);

  const liked = await dse.run('mood', JSON.stringify({ text: 'good' }), 'durable');
  expect(liked).toMatchObject({ status: 'ok', output: '"positive"', run: { quality: 1 } });
  // Counted although nobody held the right answer beside it: a postcondition does not hold.
  const wrong = await dse.run('mood', JSON.stringify({ text: 'not bad' }), 'durable');
  expect(wrong).toMatchObject({ status: 'ok', output: '"negative"' });
  if (wrong.status !== 'ok') throw new Error('not served');
  expect(wrong.run.quality).toBeLessThan(1);
  expect(wrong.run.failed).toEqual(['not bad is liked']);
  expect(wrong.run.asked).toMatchObject({ calls: 1, repairs: 0 });
  expect(wrong.run.cost_micro).toBe(wrong.run.asked!.cost_micro);
  expect(wrong.run.cost_micro).toBeGreaterThan(0);

  // Each call is paid once: what all calls of the model cost is what the capability paid models.
  const { rows: costs } = await dse.query(`SELECT kind, cost_micro FROM costs WHERE capability = 'mood'`);
  const { rows: calls } = await dse.query(
    `SELECT count(*) AS n, sum(cost_micro)::BIGINT AS cost FROM fact.run WHERE provider IS NOT NULL`,
  );
  expect(Number(calls[0]!['n'])).toBe(server.asked.length);
  expect(costs.find(({ kind }) => kind === 'model')!['cost_micro']).toEqual(calls[0]!['cost']);
  expect(Number(costs.find(({ kind }) => kind === 'run')!['cost_micro'])).toBe(0);
});

it('what models bill for a proof is part of what the proof cost, and is booked once', async () => {
  await world.declare();
  const number = async (sql: string): Promise<number> => Number((await dse.query(sql)).rows[0]!['n']);
  const billed = await number(`SELECT sum(cost_micro) AS n FROM fact.run WHERE provider IS NOT NULL`);
  expect(billed).toBeGreaterThan(0);
  expect(await number(`SELECT sum(models_micro) AS n FROM fact.proof`)).toBe(billed);
  const proofs = await number(`SELECT sum(cost_micro) AS n FROM fact.proof`);
  expect(proofs).toBeGreaterThanOrEqual(billed);
  expect(await number(`SELECT sum(cost_micro) AS n FROM costs WHERE kind IN ('model', 'proof')`)).toBe(
    proofs,
  );
  const { rows } = await dse.query(
    `SELECT sum(model_micro) AS model, sum(proof_micro) AS proof FROM fact.task_cost`,
  );
  expect(rows.map((row) => [Number(row['model']), Number(row['proof'])])).toEqual([
    [billed, proofs - billed],
  ]);
});

it('an answer that does not fit the schema is asked for once more, counted, and paid for', async () => {
  await world.declare();
  mumbled.add('{"text":"good"}');
  const answer = await dse.run('mood', '{"text":"good"}', 'durable');
  expect(answer).toMatchObject({
    status: 'ok',
    output: '"positive"',
    run: { asked: { calls: 2, repairs: 1 } },
  });
});

it('an example is never shown for its own input, and nothing held out is shown at all', async () => {
  await world.declare();
  const prompts = server.asked.map(({ body }) => (body as { messages: { content: string }[] }).messages);
  expect(prompts.length).toBeGreaterThan(0);
  for (const messages of prompts) {
    const [system, user] = messages.map(({ content }) => content);
    expect(system).not.toContain(`Input: ${user}`);
    expect(system!.match(/^Input: /gm)).toHaveLength(2);
    expect(system).not.toContain('good music');
  }
});

it('a prompt that is wrong too often is not stored', async () => {
  await world.declare((file) => file.replace('accuracy_min: 0.8', 'accuracy_min: 0.9'));
  expect(await dse.run('mood', '{"text":"good"}')).toMatchObject({ status: 'refused' });
  const { rows } = await dse.query(`SELECT verdict, cause FROM fact.proof`);
  expect(rows).toMatchObject([{ verdict: 'failed', cause: 'wrong' }]);
});

it('a suite that a constant answer passes well enough is refused', async () => {
  await world.declare((file) => file.replace('accuracy_min: 0.8', 'accuracy_min: 0.5'));
  const { rows } = await dse.query(`SELECT * FROM fact.suite_fact`);
  expect(JSON.stringify(rows)).toContain('passes enough visible checks');
});

it('a population of prompts can be judged: what is known to be wrong fails, the empty genome without asking anybody', async () => {
  await world.declare();
  const { context } = await capabilityOf(dse.workshop, 'mood');
  const spec = await specOf(dse.workshop, context.declared!.spec);
  const breeder = breederOf('prompt', dse.workshop);
  const example = (text: string, expected: string): GoldenExample => {
    const input = JSON.stringify({ text });
    return { id: sha256(input).slice(0, 16), input, expected, label: 'good' };
  };
  const before = server.asked.length;
  const checked = await checkControls(dse.workshop, {
    spec,
    suite: await suiteOfHash(dse.workshop, context.suite!.hash),
    examples: [example('fine', '"positive"'), example('so bad', '"negative"')],
    parent: { language: 'prompt', source: spec.seeds[0]!.source, entry: spec.entry, ...bundled(spec) },
    empty: breeder.empty(spec),
    dearest: null,
    passes: 0.8,
    seed: 1,
  });
  expect(checked.same).toMatchObject({ first: 1, second: 1, agreement: 1 });
  expect(checked.controls.filter(({ score }) => score > 0.5)).toEqual([]);
  expect(checked.controls.filter(({ name }) => name === 'empty').map(({ score }) => score)).toContain(0);
  // Two examples, the parent twice.
  expect(server.asked.length - before).toBe(4);
  expect(checked.costMicro).toBeGreaterThan(0);
});

it('the guide shows a capability that can be declared', async () => {
  expect(await readCapabilityFile('docs/how-to/prompts/mood.yaml')).toMatchObject({
    ok: true,
    capability: {
      kind: 'prompt',
      seeds: [{ source: expect.stringContaining('"model_key":"primary"') as string }],
    },
  });
});

it('a genome that says nothing, or too much, is refused with its field', async () => {
  const path = join(world.folder, 'wrong.yaml');
  for (const [from, to, said] of [
    ['rubric: Judge the mood of the review.', "rubric: ' '", '`rubric`: it says nothing'],
    ['max_tokens: 64', 'max_tokens: 64\n      temperature: 1.5', '`temperature`'],
    ['max_tokens: 64', 'max_token: 64', 'max_token'],
  ] as const) {
    await writeFile(path, MOOD_FILE.replace(from, to));
    const read = await readCapabilityFile(path);
    expect(read.ok ? '' : read.problems.map(({ message }) => message).join()).toContain(said);
  }
});

it('a model that is not in the settings is said by name, and nobody is asked', async () => {
  await world.declare((file) => file.replace('max_tokens: 64', 'model_key: elsewhere'));
  const { rows } = await dse.query(`SELECT failures FROM fact.proof`);
  expect(JSON.stringify(rows)).toContain('no model \\"elsewhere\\" in the settings');
  expect(server.asked).toEqual([]);
});

it('three voices are asked and most of them are heard', async () => {
  await world.declare((file) => file.replace('max_tokens: 64', 'use_consensus: true'));
  const before = server.asked.length;
  const answer = await dse.run('mood', '{"text":"good"}', 'durable');
  expect(server.asked.length - before).toBe(3);
  expect(answer).toMatchObject({ output: '"positive"', run: { asked: { calls: 3 } } });
});
