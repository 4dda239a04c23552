import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { Models } from '../../infra/config/settings/models.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { evolveCapability } from '../../infra/evolving/evolve.ts';
import type { Evolved } from '../../infra/evolving/evolve.ts';
import { openModels } from '../../infra/models/openModels.ts';
import { OPENAI_KEY, OPENAI_MODEL, openAiServer } from '../models/openaiServer.ts';
import type { ScriptedServer } from '../models/scriptedServer.ts';

const FILE = `
capability: mood
kind: prompt
description: Says whether a review likes its subject.
deterministic: false
input: { type: object, properties: { text: { type: string } }, required: [text], additionalProperties: false }
output: { type: string, enum: [positive, negative] }
examples:
  - { input: { text: good film }, output: positive }
  - { input: { text: good actors }, output: positive }
  - { input: { text: dull and bad }, output: negative }
  - { input: { text: bad sound }, output: negative }
  - { input: { text: bad }, output: negative }
  - { input: { text: not bad at all }, output: positive }
held_out:
  - { input: { text: good music }, output: positive }
objectives: { accuracy_min: 0.8, quality_min: 0.5 }
seeds:
  - name: base
    provenance: written by hand
    source: |
      rubric: Judge the mood of the review.
      max_tokens: 64
`;

let folder = '';
let server: ScriptedServer;
let dse: Dse;

/** Looks for the word "bad", which is wrong of what is not bad; every third review is first answered with no JSON. */
function say(messages: readonly { role: string; content: string }[]): string {
  if (messages[0]!.content.startsWith('You rewrite'))
    return JSON.stringify({ rubric: `Say the mood, in ${messages[1]!.content.length} ways.` });
  const text = messages.findLast(({ content }) => content.startsWith('{'))!.content;
  if (messages.length === 2 && /[0369] times/.test(text)) return 'well, '.repeat(20);
  return JSON.stringify({ answer: text.includes('bad') ? 'negative' : 'positive' });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-prompt-budget-'));
  server = await openAiServer(say);
  const model = (usd: number) => ({
    provider: 'openai',
    model: OPENAI_MODEL,
    base_url: `${server.url}/v1`,
    api_key_env: 'KEY',
    price: { input_usd_per_million: usd, output_usd_per_million: usd, as_of: '2026-01-01' },
    simulated: true,
  });
  const models = Models.parse({ primary: model(1), dear: model(20) });
  dse = await createDse({
    folder,
    log: 'memory:',
    models: await openModels({ models, file: null }, { KEY: OPENAI_KEY }),
    priceCpuSecond: 0,
  });
  const path = join(folder, 'mood.yaml');
  await writeFile(path, FILE);
  const read = await readCapabilityFile(path);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  await dse.declare(read.capability, path);
  await dse.settle();
  await dse.submit('mood', 'task-1');
  await dse.settle();
});

afterEach(async () => {
  await dse.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function evolved(budgetMicro: number): Promise<Evolved> {
  const golden = join(folder, 'golden.jsonl');
  const line = (n: number) => ({
    input: { text: `${n % 4 === 0 ? 'not bad' : n % 2 === 0 ? 'good' : 'bad'} ${n} times` },
    expected: n % 2 === 0 ? 'positive' : 'negative',
  });
  await writeFile(golden, Array.from({ length: 20 }, (_, n) => JSON.stringify(line(n))).join('\n'));
  const settings = { population: 4, elite: 1, generations: 3, sample: 4, holdout: 4, finalists: 1, gate: 0 };
  const lines = evolveCapability(
    dse,
    'mood',
    {
      golden: { file: golden },
      strategy: 'evolve',
      settings,
      weights: null,
      budgetMicro,
      compare: false,
      by: 'a test',
    },
    new AbortController().signal,
  );
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return value;
  }
}

it('a population of prompts that its money does not pay for is refused', async () => {
  const came = await evolved(10_000);
  expect(came).toMatchObject({ status: 'refused' });
  expect(came.status === 'refused' && came.reason).toContain('money');
});

it('a population of prompts breeds none whose answer may cost more than it pays for one, and spends no more than it has', async () => {
  const budget = 600_000;
  const came = await evolved(budget);
  if (came.status !== 'ended') throw new Error(JSON.stringify(came));
  const facts = came.answer.steps.map(({ fact }) => fact);
  const queued = facts.find(({ type }) => type === 'population.queued')!.data as {
    budget: { evaluation_micro: number };
  };
  const most = queued.budget.evaluation_micro;
  expect(most).toBeGreaterThan(0);
  const rows = facts.flatMap(({ type, data }) =>
    type === 'candidate.evaluated' ? (data['rows'] as { cost_micro: number }[]) : [],
  );
  expect(Math.max(...rows.map(({ cost_micro }) => cost_micro))).toBeGreaterThan(0);
  expect(Math.max(...rows.map(({ cost_micro }) => cost_micro))).toBeLessThanOrEqual(most);
  const refused = facts.filter(({ type }) => type === 'candidate.refused').map(({ data }) => data['detail']);
  expect(refused).toContainEqual(expect.stringContaining('this population pays at most'));
  expect(came.answer.cost_micro).toBeLessThanOrEqual(budget);
}, 30_000);
