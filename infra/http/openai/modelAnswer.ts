import type { Model } from '../../../actors/models/model.ts';
import type { Asking } from './capabilityAnswer.ts';
import type { Answering } from './completion.ts';
import { modelFailure } from './modelFailure.ts';
import { modelKey } from './modelKey.ts';
import { modelRequest } from './request.ts';
import type { ChatRequest } from './request.ts';

/** Passes a chat on to a language model of the configuration. */
export function modelAnswer(
  model: Model,
  request: ChatRequest,
  { requestId, timeoutMs, signal }: Omit<Asking, 'record'>,
): Answering {
  return async (onText) => {
    const asked = modelRequest(request);
    const key = modelKey(requestId, model.name, asked);
    const answer = await model.complete({ ...asked, timeoutMs, key }, { onText, signal });
    if (answer.status === 'failed') throw modelFailure(model.name, answer);
    const { text, finish, usage } = answer;
    const { name, provider, simulated } = model;
    return {
      content: text,
      finish,
      usage,
      dse: { by: 'model', model: name, provider, simulated, cost_usd: usage.costMicro / 1e6 },
    };
  };
}
