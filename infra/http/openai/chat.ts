import { Hono } from 'hono';
import { z } from 'zod';
import { recordedFor } from '../../../actors/models/recordedFor.ts';
import { bodyOf, described } from '../described.ts';
import { needs } from '../guard.ts';
import type { Env } from '../house.ts';
import { Problem } from '../problem.ts';
import { capabilityAnswer } from './capabilityAnswer.ts';
import { completion } from './completion.ts';
import { modelAnswer } from './modelAnswer.ts';
import { ChatRequest, refuseUnsupported } from './request.ts';
import { streamChat } from './stream.ts';

/** How long a language model may take, its retries included. */
const MODEL_MS = 120_000;
const PREFIX = 'dse/';

/** POST /v1/chat/completions: what clients of OpenAI ask. */
export const chatRoutes = new Hono<Env>().post(
  '/v1/chat/completions',
  described({
    tag: 'OpenAI',
    summary: 'Answer a chat as OpenAI would',
    description:
      'With `model: "dse/<capability>"` the last user message is the input, and what is proven for the capability answers: the run is ' +
      'recorded, no model is asked and no token used. Where nothing is proven yet, the models of the configuration are asked in their ' +
      'order until an answer fits the output schema. Any other model name is passed on to the model of that name. Every answer has the ' +
      'field `dse`: `by` (`artifact` or `model`), `artifact`, `run`, `quality`, `cache`, `cost_usd`. Errors are in OpenAI’s shape; an input that does not fit is 400 `bad_input`.',
    scope: 'run',
    answer: z.looseObject({ object: z.literal('chat.completion') }),
    media: ['text/event-stream'],
    body: ChatRequest,
    problems: [
      'bad-request',
      'unknown-model',
      'nothing-served',
      'too-large',
      'quota-used-up',
      'run-failed',
      'model-failed',
      'quarantined',
    ],
  }),
  needs('run'),
  async (c) => {
    const request = await bodyOf(c, ChatRequest);
    refuseUnsupported(request);
    const dse = await c.get('house').dse();
    const requestId = c.get('requestId');
    const { model: name } = request;
    const asking = { requestId, record: c.get('record'), timeoutMs: MODEL_MS, signal: c.req.raw.signal };
    const model = dse.workshop.models.get(name);
    if (!model && !name.startsWith(PREFIX))
      throw new Problem('unknown-model', `the model "${name}" does not exist`, {
        param: 'model',
        code: 'model_not_found',
      });
    const answering = model
      ? modelAnswer(recordedFor(dse.workshop, model, null, requestId), request, asking)
      : capabilityAnswer(dse, name.slice(PREFIX.length), request, asking);
    const told = {
      id: `chatcmpl-${requestId}`,
      model: name,
      created: Math.floor(dse.host.now() / 1000),
    };
    if (request.stream !== true) return c.json(completion(told, await answering(() => {})));
    return streamChat(c, told, request.stream_options?.include_usage === true, answering);
  },
);
