import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { Models } from '../../infra/config/settings/models.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { evolveCapability } from '../../infra/evolving/evolve.ts';
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
      retriever_topk: 2
      max_tokens: 64
`;

let folder = '';
let server: ScriptedServer;
let dse: Dse;

/** A model that looks for the word "bad", wherever it stands; told of negations it sees them. */
function say(messages: readonly { role: string; content: string }[]): string {
  const text = messages.findLast(({ content }) => content.startsWith('{'))?.content;
  if (text === undefined) return JSON.stringify({ rubric: 'Judge the mood of the review. Mind negations.' });
  const minds = messages[0]!.content.includes('Mind negations');
  const bad = text.includes('bad') && !(minds && text.includes('not bad'));
  return JSON.stringify({ answer: bad ? 'negative' : 'positive' });
}

async function declared(): Promise<void> {
  const path = join(folder, 'mood.yaml');
  await writeFile(path, FILE);
  const read = await readCapabilityFile(path);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  await dse.declare(read.capability, path);
  await dse.settle();
  await dse.submit('mood', 'task-1');
  await dse.settle();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-prompt-population-'));
  server = await openAiServer(say);
  const models = Models.parse({
    primary: {
      provider: 'openai',
      model: OPENAI_MODEL,
      base_url: `${server.url}/v1`,
      api_key_env: 'KEY',
      price: { input_usd_per_million: 1, output_usd_per_million: 1, as_of: '2026-01-01' },
      simulated: true,
    },
  });
  dse = await createDse({
    folder,
    log: 'memory:',
    models: await openModels({ models, file: null }, { KEY: OPENAI_KEY }),
  });
});

afterEach(async () => {
  await dse.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

it(
  'a prompt is evolved by what serves it, on its golden set, within its money',
  { timeout: 60_000 },
  async () => {
    await declared();
    const cases = Array.from({ length: 240 }, (_, at) => {
      const kind = at % 3;
      const text = `${['a good film', 'a bad film', 'not bad at all'][kind]}, number ${at}`;
      return JSON.stringify({ input: { text }, expected: kind === 1 ? 'negative' : 'positive' });
    });
    const golden = join(folder, 'golden.jsonl');
    await writeFile(golden, cases.join('\n'));
    const going = evolveCapability(
      dse,
      'mood',
      {
        golden: { file: golden },
        strategy: 'evolve',
        settings: { population: 4, elite: 1, generations: 3, sample: 12, finalists: 1, deploy: 'none' },
        weights: null,
        budgetMicro: 5_000_000,
        compare: false,
        by: 'test',
      },
      new AbortController().signal,
    );
    let next = await going.next();
    while (!next.done) next = await going.next();
    const ended = next.value;
    if (ended.status !== 'ended') throw new Error(JSON.stringify(ended));
    const { results } = ended;
    expect(results.genome).toBe('prompt');
    // Its model is scripted, and everything that shows its figures says so (law 11).
    expect([results.simulated, ended.answer.simulated]).toEqual([true, true]);
    const { rows } = await dse.query('SELECT simulated FROM populations');
    expect(rows).toEqual([{ simulated: true }]);
    expect(results.controls).toMatchObject({ blocked: null, agreement: 1 });
    expect(results.generations.at(-1)!.quality).toBe(1);
    expect(results.cost_micro).toBeGreaterThan(0);
    expect(results.cost_micro).toBeLessThanOrEqual(5_000_000);
    expect(results.outcome, JSON.stringify(ended.answer.reason)).toBe('stored');
  },
);
