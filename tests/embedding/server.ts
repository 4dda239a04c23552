import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** What the next request gets in place of its answer. */
export type Trouble = number | 'hang up' | 'too few' | 'other length' | 'no numbers';

export type EmbeddingServer = {
  readonly url: string;
  /** Texts of each request, in order. */
  readonly asked: (readonly string[])[];
  readonly headers: (string | undefined)[];
  readonly troubles: Trouble[];
  stop(): Promise<void>;
};

const OpenaiRequest = z.strictObject({
  model: z.string(),
  input: z.array(z.string().min(1)).min(1).max(2048),
  encoding_format: z.literal('float'),
});
const OllamaRequest = z.strictObject({ model: z.string(), input: z.array(z.string()).min(1) });

/**
 * Speaks `POST /v1/embeddings` of OpenAI and `POST /api/embed` of Ollama, on 127.0.0.1. A vector counts the letters a, b and c of
 * its text, and is not of length 1. It knows one model, `letters`.
 */
export async function startEmbedding(): Promise<EmbeddingServer> {
  const asked: (readonly string[])[] = [];
  const headers: (string | undefined)[] = [];
  const troubles: Trouble[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const piece of request) text += String(piece);
    const openai = request.url === '/v1/embeddings';
    const say = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const refuse = (status: number, message: string): void =>
      say(status, { error: openai ? { message, type: 'error', code: null, param: null } : message });
    headers.push(request.headers.authorization);
    const parsed = (openai ? OpenaiRequest : OllamaRequest).safeParse(JSON.parse(text));
    if (!parsed.success) return refuse(400, parsed.error.message);
    const { model, input } = parsed.data;
    if (model !== 'letters') return refuse(404, `model "${model}" not found`);
    asked.push(input);
    const trouble = troubles.shift();
    if (trouble === 'hang up') return void response.destroy();
    if (typeof trouble === 'number') return refuse(trouble, 'trouble');
    const vectors = input.map((one) => ['a', 'b', 'c'].map((letter) => one.split(letter).length - 1));
    if (trouble === 'too few') vectors.pop();
    if (trouble === 'other length') vectors[0]!.push(1);
    const answered = trouble === 'no numbers' ? vectors.map(() => [null, null, null]) : vectors;
    if (!openai) return say(200, { model, embeddings: answered });
    // In another order: each says which text it is of.
    const data = answered.map((embedding, index) => ({ object: 'embedding', index, embedding })).toReversed();
    return say(200, { object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } });
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    headers,
    troubles,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
