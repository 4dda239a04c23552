import type { ModelGenerator } from '../../actors/generators/model/modelGenerator.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { CalledModel } from '../models/calledModel.ts';

const PRAISE = ['good', 'great', 'love'];
const BLAME = ['bad', 'awful', 'hate'];
const counts = `const count = (list) => input.split(' ').filter((word) => list.includes(word)).length;
  const praise = count(${JSON.stringify(PRAISE)});
  const blame = count(${JSON.stringify(BLAME)});`;
const holds = (statement: string): string => `(input, output) => {\n  ${counts}\n  return ${statement};\n}`;

const scored = (least: number): string => `function sentiment(text) {
  const least = ${least};
  let score = 0;
  for (const word of text.split(' ')) {
    if (${JSON.stringify(PRAISE)}.includes(word)) score = score + 1;
    if (${JSON.stringify(BLAME)}.includes(word)) score = score - 1;
  }
  if (score >= least) return 'positive';
  if (score <= -least) return 'negative';
  return 'neutral';
}
`;

/** The first word that judges decides: quick, and wrong where a text says both. */
export const QUICK = `function sentiment(text) {
  const found = text.split(' ').find((word) => /^(good|great|love|bad|awful|hate)$/.test(word));
  if (found === undefined) return 'neutral';
  return /^(good|great|love)$/.test(found) ? 'positive' : 'negative';
}
`;

/** What the scripted model proposes: the same judgement with less work a word. */
const LEANER = `function sentiment(text) {
  const judged = text.match(/\\b(good|great|love|bad|awful|hate)\\b/g) ?? [];
  const balance = judged.reduce((sum, word) => sum + (/good|great|love/.test(word) ? 1 : -1), 0);
  return balance > 0 ? 'positive' : balance < 0 ? 'negative' : 'neutral';
}
`;

/** Its name in the settings. */
export const MODEL = 'scripted';

/** A language model that says what it is scripted to say, at a scripted price: labelled simulated wherever its numbers stand. */
export function scriptedModel(): ModelGenerator {
  const settings = {
    name: MODEL,
    provider: 'simulated',
    model: 'scripted-1',
    simulated: true,
    price: { input_usd_per_million: 0.15, output_usd_per_million: 0.6, as_of: '2026-11-21' },
    timeoutMs: 60_000,
    retries: 0,
    ratePerMinute: null,
    concurrency: null,
  };
  const text = `\`\`\`js\n${LEANER}\`\`\``;
  const model = new CalledModel(settings, async () => ({
    status: 'ok',
    text,
    finish: 'stop',
    counted: null,
  }));
  return { name: MODEL, model, temperature: null, maxTokens: null, tier: 'fast' };
}

/** Prices and latencies, which are scripted: the tools stand in for ones that call a language model, or do not. */
export const SCRIPTED = {
  model: { usd: 0.05, ms: 1500 },
  quick: { usd: 0, ms: 50 },
  hit: { usd: 0, ms: 5 },
} as const;

/** What is asked while all is well: it judges in strong words. */
export const STRONG = [
  'a good and great film',
  'i love this great book',
  'bad and awful acting',
  'i hate this bad film',
  'a film about ships',
  'good acting and a great story i love it',
] as const;
/** Six different texts in ten executions. */
export const REPEATED = [0, 1, 2, 0, 3, 1, 4, 5, 0, 2].map((index) => STRONG[index]!);
/** What people come to say: one word judges, which the first version takes for none. */
const WEAK = [
  'a good film',
  'i love it',
  'an awful day',
  'great music in it',
  'a bad ending',
  'i hate ships',
] as const;
export const SHIFTED = [...WEAK, ...STRONG.slice(0, 4)];
/** Texts that say both. */
const MIXED = [
  'good acting but a bad and awful story',
  'great ships and yet i hate this awful film',
] as const;
export const BOTH = [...SHIFTED, ...MIXED, ...SHIFTED.slice(0, 2), ...MIXED, ...MIXED, ...MIXED];

export const sentiment = CapabilitySpec.parse({
  capability: 'sentiment',
  description: 'Says whether a text, words with single spaces, is positive, negative or neutral.',
  entry: 'sentiment',
  input: { type: 'string', maxLength: 500 },
  output: { enum: ['positive', 'negative', 'neutral'] },
  examples: [
    { input: 'a good and great film', output: 'positive' },
    { input: 'i love this good book', output: 'positive' },
    { input: 'great people love great films', output: 'positive' },
    { input: 'bad and awful acting', output: 'negative' },
    { input: 'i hate this bad film', output: 'negative' },
    { input: 'awful people hate it', output: 'negative' },
    { input: 'a film about ships', output: 'neutral' },
    { input: '', output: 'neutral' },
  ],
  held_out: [
    { input: 'good good good', output: 'positive' },
    { input: 'i hate this awful rain', output: 'negative' },
    { input: 'rain', output: 'neutral' },
  ],
  postconditions: [
    { name: 'more praise than blame is positive', holds: holds(`praise <= blame || output === 'positive'`) },
    { name: 'more blame than praise is negative', holds: holds(`blame <= praise || output === 'negative'`) },
    { name: 'a text that judges is not neutral', holds: holds(`praise === blame || output !== 'neutral'`) },
  ],
  oracle: { source: scored(1), provenance: 'the same by count, written by hand for this demo' },
  objectives: { fuel_target: 40 },
  cache: { results: 'exact' },
  // Ten executions are a window here. How long a call takes is scripted, and how often a text comes again is not what is looked at.
  observe: {
    window: 10,
    baseline_runs: 10,
    min_samples: 10,
    fuel_every: 1_000_000,
    latency_floor_ms: 60_000,
    cache_hit_min: 0,
  },
  search: { evaluations: 300, attempts: 3 },
  seeds: [
    {
      name: 'base',
      source: scored(2),
      provenance: 'simulated: stands in for a language model in `dse demo evolution`',
    },
  ],
});
