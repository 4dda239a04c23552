import type {
  Model,
  ModelAnswer,
  ModelFailure,
  ModelRequest,
  ModelUsage,
} from '../../actors/models/model.ts';

/** A model that gives these answers one after the other (the last again and again): 3 tokens in, 2 out, 10 micro-dollars, 30 ms each. */
export function answering(...answers: readonly (string | { readonly cause: ModelFailure })[]): {
  readonly model: Model;
  readonly asked: readonly ModelRequest[];
} {
  const asked: ModelRequest[] = [];
  const usage: ModelUsage = {
    inputTokens: 3,
    outputTokens: 2,
    estimated: false,
    costMicro: 10,
    attempts: 1,
    latencyUs: 30_000,
  };
  const model: Model = {
    name: 'answering',
    provider: 'openai',
    model: 'test',
    simulated: true,
    costOf: (inputTokens, outputTokens) => inputTokens + outputTokens,
    complete: async (request, { onText } = {}): Promise<ModelAnswer> => {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? '';
      asked.push(request);
      if (typeof answer !== 'string')
        return { status: 'failed', cause: answer.cause, message: `it ${answer.cause}`, usage };
      onText?.(answer);
      return { status: 'ok', text: answer, finish: 'stop', usage };
    },
  };
  return { model, asked };
}
