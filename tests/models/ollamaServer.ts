import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { ANSWERS, words } from './scenes.ts';
import type { Scene } from './scenes.ts';
import { scriptedServer } from './scriptedServer.ts';
import type { Asked, ScriptedServer } from './scriptedServer.ts';

export const OLLAMA_KEY = 'ollama-test-0123456789';
export const OLLAMA_MODEL = 'tiny:latest';
const CONTEXT = 1000;

/** What `/api/chat` takes, as far as it is used. Ollama itself overlooks what it does not know; here that is an error of the test. */
const Body = z.strictObject({
  model: z.string(),
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }))
    .min(1),
  stream: z.literal(true),
  truncate: z.boolean(),
  shift: z.boolean(),
  format: z.union([z.literal('json'), z.looseObject({})]).optional(),
  options: z.strictObject({
    temperature: z.number().optional(),
    num_predict: z.int().optional(),
    seed: z.int().optional(),
  }),
});

type Refusal = { status: number; message: string; headers?: Record<string, string> };

function refuse(response: ServerResponse, { status, message, headers }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify({ error: message }));
}

/** The reasons a sound server has to refuse; the key is asked by a proxy before it, as is usual. */
function refusalOf({ path, headers, body }: Asked): Refusal | null {
  if (path !== '/api/chat') return { status: 404, message: '404 page not found' };
  if (headers.authorization !== `Bearer ${OLLAMA_KEY}`)
    return { status: 401, message: `unauthorized: ${headers.authorization?.slice('Bearer '.length)}` };
  const read = Body.safeParse(body);
  if (!read.success) return { status: 400, message: z.prettifyError(read.error) };
  const { model, messages, truncate } = read.data;
  if (model !== OLLAMA_MODEL) return { status: 404, message: `model '${model}' not found` };
  const tokens = messages.flatMap(({ content }) => words(content)).length;
  if (tokens > CONTEXT && !truncate)
    return { status: 400, message: 'the input length exceeds the context length' };
  return null;
}

/** `/api/chat` as Ollama streams it: one JSON object a line, the last with `done` and the counts. */
async function answer(asked: Asked, scene: Scene | null, response: ServerResponse): Promise<void> {
  if (scene?.do === 'refuse') return refuse(response, { ...scene, headers: { ...scene.headers } });
  if (scene?.do === 'page') {
    response.writeHead(scene.status, { 'content-type': 'text/html' });
    return void response.end('<html>gateway</html>');
  }
  const refusal = refusalOf(asked);
  if (refusal) return refuse(response, refusal);
  const { messages, options } = Body.parse(asked.body);
  const prompt = messages.at(-1)!.content;
  const whole = words(ANSWERS[prompt] ?? prompt);
  const said = whole.slice(0, options.num_predict);
  const base = { model: OLLAMA_MODEL, created_at: '2026-01-01T00:00:00.000Z' };
  const send = async (data: object): Promise<void> => {
    response.write(`${JSON.stringify({ ...base, ...data })}\n`);
    await turn();
  };
  const say = (content: string) => send({ message: { role: 'assistant', content }, done: false });

  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  if (scene && 'after' in scene) {
    response.flushHeaders();
    if (scene.after !== '') await say(scene.after);
    if (scene.do === 'hang') return;
    if (scene.do === 'drop') return void response.destroy();
    if (scene.do === 'garble') response.write('{"model": "tiny", "message": {"ro\n');
    if (scene.do === 'fail') response.write(`${JSON.stringify({ error: scene.message })}\n`);
    return void response.end();
  }
  for (const word of said) await say(word);
  const counts =
    scene?.do === 'uncounted'
      ? {}
      : {
          prompt_eval_count: messages.flatMap(({ content }) => words(content)).length,
          eval_count: scene?.do === 'miscounted' ? -0.5 : said.length,
        };
  const done_reason = said.length < whole.length ? 'length' : 'stop';
  await send({ message: { role: 'assistant', content: '' }, done: true, done_reason, ...counts });
  response.end();
}

export function ollamaServer(): Promise<ScriptedServer> {
  return scriptedServer(answer);
}
