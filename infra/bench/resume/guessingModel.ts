import type { ModelGenerator } from '../../../actors/generators/model/modelGenerator.ts';
import { promptHash } from '../../../actors/models/prompt.ts';
import { sha256 } from '../../../events/hash.ts';
import { CalledModel } from '../../models/calledModel.ts';

const PRICE = { input_usd_per_million: 0.15, output_usd_per_million: 0.6, as_of: '2026-11-21' };

/**
 * A simulated language model: what it says follows from the question and its seed alone, and is right in a share of all questions. `say` gives
 * the answer to a prompt, right or wrong; `digits` are 8 hex digits that make one wrong answer unlike another.
 */
export function guessingModel(
  name: string,
  share: number,
  say: (prompt: string, isRight: boolean, digits: string) => string,
): ModelGenerator {
  const settings = {
    name,
    provider: 'simulated',
    model: `guess-${share}`,
    simulated: true,
    price: PRICE,
    timeoutMs: 60_000,
    retries: 0,
    ratePerMinute: null,
    concurrency: null,
  };
  const model = new CalledModel(settings, async ({ messages, seed }) => {
    const drawn = sha256(`${name} ${promptHash(messages)} ${seed}`);
    const isRight = Number.parseInt(drawn.slice(0, 8), 16) / 2 ** 32 < share;
    const prompt = messages.map(({ content }) => content).join('\n');
    return {
      status: 'ok',
      text: say(prompt, isRight, drawn.slice(8, 16)),
      finish: 'stop',
      counted: null,
    };
  });
  return { name, model, temperature: null, maxTokens: null, tier: 'fast' };
}
