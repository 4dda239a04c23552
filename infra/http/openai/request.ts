import { z } from 'zod';
import { JsonSchema } from '../../../events/jsonSchema.ts';
import type { ModelMessage, ModelRequest } from '../../../actors/models/model.ts';
import { Problem } from '../problem.ts';

const Text = z.looseObject({ type: z.literal('text'), text: z.string() });
const Message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(Text)]),
});
const Format = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({ name: z.string(), schema: JsonSchema }),
  }),
]);

/** The body of POST /v1/chat/completions, as far as it is understood here. */
export const ChatRequest = z.looseObject({
  model: z.string().min(1).describe('`dse/<capability>`, or a name of GET /v1/models'),
  messages: z.array(Message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  seed: z.int().nullish(),
  user: z
    .string()
    .nullish()
    .describe('Who asks: keeps its version while a rollout goes on. Only its sha256 is recorded'),
  response_format: Format.nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** What would change the answer and cannot be passed on; the value under which it changes nothing. */
const unsupported: Readonly<Record<string, readonly unknown[]>> = {
  n: [1],
  stop: [],
  tools: [],
  tool_choice: ['none', 'auto'],
  functions: [],
  function_call: ['none', 'auto'],
  logprobs: [false],
  logit_bias: [],
  top_p: [1],
  presence_penalty: [0],
  frequency_penalty: [0],
  audio: [],
  web_search_options: [],
};

/** @throws Problem that names the first parameter that is asked for and not supported. */
export function refuseUnsupported(request: ChatRequest): void {
  for (const [param, harmless] of Object.entries(unsupported)) {
    const value = request[param];
    if (value === undefined || value === null || harmless.includes(value)) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    throw new Problem('bad-request', `${param} is not supported here: leave it out`, {
      param,
      code: 'unsupported_parameter',
    });
  }
}

function textOf(content: z.infer<typeof Message>['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
}

/** What the user said last. @throws Problem when no message is the user's. */
export function lastUserText({ messages }: ChatRequest): string {
  const last = messages.findLast(({ role }) => role === 'user');
  if (last) return textOf(last.content);
  throw new Problem('bad-request', 'no message has the role "user": the last one is the input', {
    param: 'messages',
  });
}

/** Whether the answer has to be JSON text. */
export function wantsJson({ response_format }: ChatRequest): boolean {
  return response_format !== undefined && response_format !== null && response_format.type !== 'text';
}

/** The same as a request to a language model. */
export function modelRequest(request: ChatRequest): Omit<ModelRequest, 'timeoutMs' | 'key'> {
  const { messages, temperature, max_tokens, max_completion_tokens, seed, response_format: format } = request;
  return {
    messages: messages.map(({ role, content }): ModelMessage => ({
      role: role === 'developer' ? 'system' : role,
      content: textOf(content),
    })),
    temperature: temperature ?? null,
    maxTokens: max_completion_tokens ?? max_tokens ?? null,
    seed: seed ?? null,
    format:
      format?.type === 'json_schema'
        ? { name: format.json_schema.name, schema: format.json_schema.schema }
        : format?.type === 'json_object'
          ? { name: 'object', schema: { type: 'object' } }
          : null,
  };
}
