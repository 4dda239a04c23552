import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { STRATEGIES } from '../../actors/evolving/prompt/rewriteRubric.ts';
import { structured } from '../../actors/models/structured.ts';
import { answerSchema, render } from '../../actors/prompting/render.ts';
import type { PromptGenome } from '../../events/promptGenome.ts';
import { ADVICE, adviceIn } from '../../infra/bench/prompts/advice.ts';
import { SEED } from '../../infra/bench/prompts/capability.ts';
import { readReviews } from '../../infra/bench/prompts/reviews.ts';
import { scriptedModels } from '../../infra/bench/prompts/scriptedModels.ts';
import { reviewsFolder, writtenReviews } from '../writtenReviews.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function read(lines: readonly string[]) {
  const folder = await reviewsFolder(lines);
  folders.push(folder);
  return readReviews(folder);
}

describe('reviews', () => {
  it('are dealt out by what they say, each to one place, whatever their order', async () => {
    const reviews = await read(writtenReviews());
    expect(await read(writtenReviews().toReversed())).toEqual(reviews);
    const all = Object.values(reviews).flat();
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
    expect(all.length).toBe(writtenReviews().length);
    expect(reviews.held.length).toBe(Math.round(0.4 * all.length));
  });

  it('count once, and not at all with both labels', async () => {
    const lines = [...writtenReviews(), 'the CASE is great.\t1', 'A bad case.\t1'];
    const texts = Object.values(await read(lines))
      .flat()
      .map(({ text }) => text);
    expect(texts.filter((text) => text.toLowerCase() === 'the case is great.')).toHaveLength(1);
    expect(texts).not.toContain('A bad case.');
  });

  it('are refused with file and line where they are none, and where there are too few', async () => {
    await expect(read(['good\t1', 'bad 0'])).rejects.toThrow('amazon_cells_labelled.txt:2');
    await expect(read(['good\t1', 'bad\t0'])).rejects.toThrow('2 different reviews');
    await expect(readReviews('/nowhere')).rejects.toThrow('--data');
  });
});

const contract = {
  capability: 'mood',
  description: 'Says whether a review is positive or negative.',
  input: { type: 'object' },
  output: { type: 'string', enum: ['positive', 'negative'] },
  examples: [],
};
const models = scriptedModels();

function ask(text: string, different: Partial<PromptGenome>, seed = 1) {
  const genome = { ...SEED, temperature: 0, ...different };
  return structured(models.get(genome.model_key)!, {
    name: 'answer',
    schema: answerSchema(genome, contract.output),
    messages: render(genome, contract, { text }),
    temperature: genome.temperature,
    maxTokens: genome.max_tokens,
    seed,
    timeoutMs: 60_000,
    repairsMax: 1,
    key: 'k',
  });
}

/** How many of these a prompt calls positive. */
async function liked(texts: readonly string[], different: Partial<PromptGenome>, seed = 1): Promise<number> {
  const answers = await Promise.all(texts.map((text) => ask(text, different, seed)));
  return answers.filter(
    (answer) => answer.status === 'ok' && (answer.value as { answer: string }).answer === 'positive',
  ).length;
}

describe('a scripted model', () => {
  const reviews = writtenReviews().map((line) => line.split('\t')[0]!);
  const negated = reviews.filter((text) => /This .* is not/.test(text));

  it('is labelled simulated, and answers the same question in the same way', async () => {
    expect([...models.values()].map(({ simulated }) => simulated)).toEqual([true, true, true]);
    const warm = { temperature: 1 };
    expect(await liked(reviews, warm)).toBe(await liked(reviews, warm));
    const answers = async (seed: number) =>
      Promise.all(
        reviews
          .slice(0, 50)
          .map(async (text) => (await ask(text, warm, seed)).status === 'ok' && liked([text], warm, seed)),
      );
    expect(await answers(1)).not.toEqual(await answers(2));
    // Cold it is the same voice every time.
    expect(await Promise.all(reviews.slice(0, 50).map((text) => liked([text], {}, 1)))).toEqual(
      await Promise.all(reviews.slice(0, 50).map((text) => liked([text], {}, 2))),
    );
  });

  it('sees a negation with chain of thought, or when it is told to', async () => {
    const large = { model_key: 'large', max_tokens: 512 };
    const told = (advice: keyof typeof ADVICE) => `${SEED.rubric}\n${ADVICE[advice]}`;
    expect(await liked(negated, large)).toBeGreaterThan(negated.length * 0.8);
    expect(await liked(negated, { ...large, cot: true })).toBeLessThan(negated.length * 0.1);
    expect(await liked(negated, { ...large, rubric: told('turn') })).toBeLessThan(negated.length * 0.1);
    expect(await liked(negated, { ...large, cot: true, rubric: told('single') })).toBeGreaterThan(
      negated.length * 0.8,
    );
  });

  it('is cut off where its reasoning has no room, and mends that when it is asked again', async () => {
    const text = 'This case is great in every way. '.repeat(3);
    expect(await ask(text, { cot: true, max_tokens: 20 })).toMatchObject({ status: 'ok', repairs: 1 });
    expect(await ask(text, { cot: true, max_tokens: 200 })).toMatchObject({ status: 'ok', repairs: 0 });
    expect(await ask(text, { cot: true, max_tokens: 4 })).toMatchObject({
      status: 'failed',
      cause: 'malformed',
    });
  });

  it('costs by its length and its model', async () => {
    const cost = async (different: Partial<PromptGenome>) =>
      (await ask(reviews[0]!, different)).usage.costMicro;
    expect(await cost({ model_key: 'large' })).toBeGreaterThan(await cost({ model_key: 'middle' }));
    expect(await cost({ model_key: 'large', cot: true })).toBeGreaterThan(await cost({ model_key: 'large' }));
  });

  it('writes rubrics of advice, by the strategy and the mistakes it is shown', async () => {
    const rewrite = async (strategy: keyof typeof STRATEGIES, mistakes: string, seed: number) => {
      const user = `<instructions>\n${SEED.rubric}\n</instructions>\n\n<mistakes>\n${mistakes}\n</mistakes>`;
      const answer = await structured(models.get('small')!, {
        name: 'rubric',
        schema: { type: 'object', properties: { rubric: { type: 'string' } }, required: ['rubric'] },
        messages: [
          { role: 'system', content: STRATEGIES[strategy] },
          { role: 'user', content: user },
        ],
        temperature: 0.7,
        maxTokens: 2048,
        seed,
        timeoutMs: 60_000,
        key: 'k',
      });
      if (answer.status === 'failed') throw new Error(answer.message);
      return (answer.value as { rubric: string }).rubric;
    };
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const advised = async (mistakes: string) =>
      new Set(
        (await Promise.all(seeds.map((seed) => rewrite('optimize', mistakes, seed)))).flatMap(adviceIn),
      );
    expect(await advised('- input {"text":"not good"}\n  right: "negative"')).toContain('turn');
    expect(await advised('- input {"text":"good"}\n  right: "positive"')).not.toContain('turn');
    expect(adviceIn(await rewrite('specialize', '', 1))).toContain('cues');
    expect(await rewrite('simplify', '', 1)).toBe(SEED.rubric);
  });
});
