import type { Model } from '../../../actors/models/model.ts';
import { CalledModel } from '../../models/calledModel.ts';
import { estimatedPromptTokens, estimatedTokens } from '../../models/estimatedTokens.ts';
import { answered } from './answered.ts';
import { HANDS } from './hands.ts';
import type { Hand } from './hands.ts';
import { rewritten } from './rewritten.ts';

const PRICED = '2026-11-22';
/** Bytes of a token, as the house guesses them. */
const TOKEN = 4;

/**
 * Scripted models by their names, labelled simulated: each answer is a pure function of the messages and settings that the house sends. They know words of praise and blame, not what
 * any review was labelled.
 */
export function scriptedModels(): ReadonlyMap<string, Model> {
  return new Map(Object.entries(HANDS).map(([name, hand]) => [name, scripted(name, hand)]));
}

function scripted(name: string, hand: Hand): Model {
  const settings = {
    name,
    provider: 'scripted',
    model: `${name}-simulated`,
    simulated: true,
    price: {
      input_usd_per_million: hand.price.input,
      output_usd_per_million: hand.price.output,
      as_of: PRICED,
    },
    timeoutMs: 60_000,
    retries: 0,
    ratePerMinute: null,
    concurrency: null,
  };
  return new CalledModel(settings, async (request, { onText }) => {
    const whole = request.format?.name === 'rubric' ? rewritten(request) : answered(hand, request);
    const room = (request.maxTokens ?? Infinity) * TOKEN;
    const text = whole.slice(0, room);
    onText(text);
    return {
      status: 'ok',
      text,
      finish: text.length < whole.length ? 'length' : 'stop',
      counted: { input: estimatedPromptTokens(request.messages), output: estimatedTokens(text) },
    };
  });
}
