import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCapabilityFile } from '../infra/config/capabilityFile.ts';
import { Models } from '../infra/config/settings/models.ts';
import { createDse } from '../infra/dse.ts';
import type { Dse, DseConfig } from '../infra/dse.ts';
import { openModels } from '../infra/models/openModels.ts';
import { OPENAI_KEY, OPENAI_MODEL, openAiServer } from './models/openaiServer.ts';
import type { ScriptedServer } from './models/scriptedServer.ts';

/** A prompt that tells whether a review likes its subject. What looks for the word "bad" is wrong of one example in six. */
export const MOOD_FILE = `
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
postconditions:
  - { name: not bad is liked, holds: '(input, output) => !input.text.endsWith("not bad") || output === "positive"' }
seeds:
  - name: base
    provenance: written by hand
    source: |
      rubric: Judge the mood of the review.
      retriever_topk: 2
      max_tokens: 64
`;

export type Messages = readonly { readonly role: string; readonly content: string }[];

/** The review that a model is asked about; undefined where it is asked for something else. */
export const reviewIn = (messages: Messages): string | undefined =>
  messages.findLast(({ content }) => content.startsWith('{'))?.content;

export const moodAnswer = (bad: boolean): string => JSON.stringify({ answer: bad ? 'negative' : 'positive' });

export type Moods = {
  readonly folder: string;
  readonly server: ScriptedServer;
  readonly dse: Dse;
  /** Declares the capability, its file changed as `different` says, and gives it a task. */
  declare(different?: (file: string) => string): Promise<void>;
  close(): Promise<void>;
};

/** A folder of its own whose language models, named with their prices in dollars per million tokens, are one server that answers as `say` does. */
export async function openMoods(
  say: (messages: Messages) => string,
  prices: Readonly<Record<string, number>>,
  config: Pick<DseConfig, 'priceCpuSecond'> = {},
): Promise<Moods> {
  const folder = await mkdtemp(join(tmpdir(), 'dse-moods-'));
  const server = await openAiServer(say);
  const model = (usd: number) => ({
    provider: 'openai',
    model: OPENAI_MODEL,
    base_url: `${server.url}/v1`,
    api_key_env: 'KEY',
    price: { input_usd_per_million: usd, output_usd_per_million: usd, as_of: '2026-01-01' },
    simulated: true,
  });
  const models = Models.parse(
    Object.fromEntries(Object.entries(prices).map(([name, usd]) => [name, model(usd)])),
  );
  const dse = await createDse({
    folder,
    log: 'memory:',
    models: await openModels({ models, file: null }, { KEY: OPENAI_KEY }),
    ...config,
  });
  return {
    folder,
    server,
    dse,
    declare: async (different = (file) => file) => {
      const path = join(folder, 'mood.yaml');
      await writeFile(path, different(MOOD_FILE));
      const read = await readCapabilityFile(path);
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      await dse.declare(read.capability, path);
      await dse.settle();
      await dse.submit('mood', 'task-1');
      await dse.settle();
    },
    close: async () => {
      await dse.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
