import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { ANSWERS, words } from './scenes.ts';
import type { Scene } from './scenes.ts';
import { scriptedServer } from './scriptedServer.ts';
import type { Asked, ScriptedServer } from './scriptedServer.ts';

export const OPENAI_KEY = 'sk-test-0123456789';
export const OPENAI_MODEL = 'gpt-test';
const CONTEXT = 1000;

/** What chat completions take, as far as it is used; anything else is refused as OpenAI refuses it. */
const Body = z.strictObject({
  model: z.string(),
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }))
    .min(1),
  stream: z.literal(true),
  stream_options: z.strictObject({ include_usage: z.literal(true) }),
  temperature: z.number().min(0).max(2).optional(),
  seed: z.int().optional(),
  max_tokens: z.int().min(1).optional(),
  response_format: z
    .strictObject({
      type: z.literal('json_schema'),
      json_schema: z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
        schema: z.looseObject({}),
        strict: z.boolean(),
      }),
    })
    .optional(),
});

type Refusal = { status: number; code: string | null; message: string; headers?: Record<string, string> };

function refuse(response: ServerResponse, { status, code, message, headers }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  response.end(JSON.stringify({ error: { message, type, param: null, code } }));
}

/** The reasons a sound server has to refuse what it was asked. */
function refusalOf({ path, headers, body }: Asked): Refusal | null {
  if (path !== '/v1/chat/completions')
    return { status: 404, code: null, message: `Invalid URL (POST ${path})` };
  if (headers.authorization !== `Bearer ${OPENAI_KEY}`)
    return {
      status: 401,
      code: 'invalid_api_key',
      message: `Incorrect API key provided: ${headers.authorization?.slice('Bearer '.length)}.`,
    };
  const read = Body.safeParse(body);
  if (!read.success) return { status: 400, code: null, message: z.prettifyError(read.error) };
  const { model, messages } = read.data;
  if (model !== OPENAI_MODEL)
    return {
      status: 404,
      code: 'model_not_found',
      message: `The model \`${model}\` does not exist or you do not have access to it.`,
    };
  const tokens = messages.flatMap(({ content }) => words(content)).length;
  if (tokens > CONTEXT)
    return {
      status: 400,
      code: 'context_length_exceeded',
      message: `This model's maximum context length is ${CONTEXT} tokens. However, your messages resulted in ${tokens} tokens.`,
    };
  return null;
}

type Messages = z.infer<typeof Body>['messages'];

const known = (messages: Messages): string => {
  const prompt = messages.at(-1)!.content;
  return ANSWERS[prompt] ?? prompt;
};

/** Chat completions as OpenAI streams them: server-sent events, a usage chunk, `[DONE]`. */
async function answer(
  say: (messages: Messages) => string,
  asked: Asked,
  scene: Scene | null,
  response: ServerResponse,
): Promise<void> {
  if (scene?.do === 'refuse')
    return refuse(response, { ...scene, code: scene.code ?? null, headers: { ...scene.headers } });
  if (scene?.do === 'page') {
    response.writeHead(scene.status, { 'content-type': 'text/html' });
    return void response.end('<html>gateway</html>');
  }
  const refusal = refusalOf(asked);
  if (refusal) return refuse(response, refusal);
  const { messages, max_tokens } = Body.parse(asked.body);
  const whole = words(say(messages));
  const said = whole.slice(0, max_tokens);
  const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: OPENAI_MODEL };
  const send = async (data: object): Promise<void> => {
    response.write(`data: ${JSON.stringify({ ...base, ...data })}\n\n`);
    await turn();
  };
  const delta = (fields: object, finish_reason: string | null = null) =>
    send({ choices: [{ index: 0, delta: fields, finish_reason }], usage: null });

  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await delta({ role: 'assistant', content: '' });
  if (scene && 'after' in scene) {
    if (scene.after !== '') await delta({ content: scene.after });
    if (scene.do === 'hang') return;
    if (scene.do === 'drop') return void response.destroy();
    if (scene.do === 'garble') response.write('data: {"choices": [{"delta": {"cont\n\n');
    if (scene.do === 'fail')
      response.write(
        `data: ${JSON.stringify({ error: { message: scene.message, code: 'server_error' } })}\n\n`,
      );
    return void response.end();
  }
  if (scene?.do === 'decline') await delta({ refusal: scene.message });
  else for (const word of said) await delta({ content: word });
  await delta({}, said.length < whole.length ? 'length' : 'stop');
  const prompt_tokens = messages.flatMap(({ content }) => words(content)).length;
  const usage = { prompt_tokens, completion_tokens: said.length, total_tokens: prompt_tokens + said.length };
  if (scene?.do === 'miscounted') await send({ choices: [], usage: { ...usage, completion_tokens: null } });
  else if (scene?.do !== 'uncounted') await send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}

/** `say`: what it answers; unless given what a scene knows, else the last message again. */
export function openAiServer(say: (messages: Messages) => string = known): Promise<ScriptedServer> {
  return scriptedServer((asked, scene, response) => answer(say, asked, scene, response));
}
