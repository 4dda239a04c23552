import type { Model, ModelRequest } from '../actors/models/model.ts';

const usage = {
  inputTokens: 7,
  outputTokens: 3,
  estimated: false,
  costMicro: 250,
  attempts: 1,
  latencyUs: 5,
};

/** A language model that says what a test tells it to, word by word, and keeps what it was asked. */
export function scriptedModel(
  name: string,
  say: (request: ModelRequest) => string | null,
  failsAfter: number | null = null,
): Model & { readonly asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    name,
    provider: 'scripted',
    model: `${name}-1`,
    simulated: true,
    costOf: (inputTokens, outputTokens) => inputTokens + outputTokens,
    asked,
    complete: async (request, { onText } = {}) => {
      asked.push(request);
      const text = say(request);
      if (text === null)
        return { status: 'failed', cause: 'unavailable', message: 'it is away; ask again later', usage };
      const words = text.match(/\S+\s*/g) ?? [];
      for (const [index, word] of words.entries()) {
        if (index === failsAfter)
          return { status: 'failed', cause: 'cut', message: 'the stream ended early; ask again', usage };
        onText?.(word);
        await Promise.resolve();
      }
      return { status: 'ok', text, finish: 'stop', usage };
    },
  };
}
