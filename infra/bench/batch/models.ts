import type { ModelGenerator } from '../../../actors/generators/model/modelGenerator.ts';
import { promptHash } from '../../../actors/models/prompt.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { CalledModel } from '../../models/calledModel.ts';
import { recordedAttempt } from '../../models/recorded.ts';
import { Recordings } from '../../models/recordings.ts';
import type { Subject, Written } from './families.ts';

/** How a model writes: from each share on, the next; the rest was never recorded. */
type Hand = readonly (readonly [upTo: number, how: Written])[];

const HANDS: Readonly<Record<'cheap' | 'dear', Hand>> = {
  cheap: [
    [0.55, 'fair'],
    [0.65, 'best'],
    [0.85, 'wrong'],
  ],
  dear: [
    [0.7, 'best'],
    [0.8, 'fair'],
    [0.9, 'wrong'],
  ],
};

/** Simulated: price lists in dollars for a million tokens, the longest answer, and how many tokens answers were counted with, thinking included. */
const LISTS = {
  cheap: { input: 0.5, output: 2, longest: 1000, counted: [300, 900] },
  dear: { input: 5, output: 40, longest: 4000, counted: [1500, 3500] },
} as const;
/** Characters of a token, as the model port guesses them. */
const TOKEN = 4;

/** What a model once wrote for a capability, and how many tokens that took; null: nothing. */
function hand(
  name: 'cheap' | 'dear',
  capability: string,
  seed: number,
): { readonly how: Written; readonly tokens: number } | null {
  const random = randomFrom(deriveSeed(seed, `${name} writes ${capability}`));
  const drawn = random.uniform();
  const how = HANDS[name].find(([upTo]) => drawn < upTo)?.[1];
  const [least, most] = LISTS[name].counted;
  return how === undefined ? null : { how, tokens: Math.round(least + random.uniform() * (most - least)) };
}

/**
 * A recorded model, simulated: completions that were written beforehand, one for each capability and model, each stored under the hash of the very
 * question the house puts when it first puts it. For some there is none: the question is then `unrecorded`, as with any recordings.
 */
export function recordedTier(
  name: 'cheap' | 'dear',
  subjects: readonly Subject[],
  seed: number,
): ModelGenerator {
  const list = LISTS[name];
  const recordings = new Recordings();
  const played = recordedAttempt(recordings);
  const settings = {
    name,
    provider: 'recorded',
    model: `${name}-simulated`,
    simulated: true,
    price: { input_usd_per_million: list.input, output_usd_per_million: list.output, as_of: '2026-11-21' },
    timeoutMs: 60_000,
    retries: 0,
    ratePerMinute: null,
    concurrency: null,
  };
  const model = new CalledModel(settings, async (request, heard) => {
    const prompt = promptHash(request.messages);
    if (recordings.find(prompt, null) === null) {
      const asked = request.messages.map(({ content }) => content).join('\n');
      const one = subjects.find(({ spec }) => asked.includes(spec.description));
      const written = one === undefined ? null : hand(name, one.capability, seed);
      if (one !== undefined && written !== null)
        recordings.add({
          prompt,
          completion: `\`\`\`javascript\n${one.code(written.how)}\n\`\`\``,
          input_tokens: Math.ceil(asked.length / TOKEN),
          output_tokens: written.tokens,
        });
    }
    return played(request, heard);
  });
  return {
    name,
    model,
    temperature: 0.3,
    maxTokens: list.longest,
    tier: name === 'cheap' ? 'fast' : 'powerful',
  };
}
