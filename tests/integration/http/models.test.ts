import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../../actors/models/model.ts';
import { doubleSpec, serving } from '../../http.ts';
import { scriptedModel } from '../../scriptedModel.ts';

const echo = scriptedModel('echo', ({ messages }) => `you said ${messages.at(-1)?.content}`);
const cut = scriptedModel('cut', () => 'three words here', 2);
const away = scriptedModel('away', () => null);
const wrong = scriptedModel('wrong', () => '{"output":"not a number"}');
const right = scriptedModel('right', ({ messages }) =>
  JSON.stringify({ output: 2 * Number(messages.at(-1)?.content) }),
);

/** Answers nothing until it is told to stop. */
function waitingModel() {
  const begun = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const model: Model = {
    ...scriptedModel('patient', () => ''),
    complete: async (request, options) => {
      begun.resolve();
      await new Promise((resolve) => options?.signal?.addEventListener('abort', resolve));
      stopped.resolve();
      return scriptedModel('patient', () => null).complete(request);
    },
  };
  return { model, begun: begun.promise, stopped: stopped.promise };
}
const patient = waitingModel();

type Extended = { readonly dse: Readonly<Record<string, unknown>> };
let served: Awaited<ReturnType<typeof serving>>;
let client: OpenAI;

beforeAll(async () => {
  served = await serving({
    specs: [doubleSpec({ seeds: [] }), doubleSpec({ capability: 'proven' })],
    models: [away, wrong, right, echo, cut, patient.model],
  });
  client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'none is needed here', maxRetries: 0 });
});
afterAll(() => served.stop());

const ask = (model: string, content: string) => ({ model, messages: [{ role: 'user' as const, content }] });

describe('a model of the configuration', () => {
  it('is asked by its name, with what it used and what that cost', async () => {
    const answer = await client.chat.completions.create({
      ...ask('echo', 'hello'),
      temperature: 0.5,
      max_completion_tokens: 9,
    });
    expect(answer.choices[0]?.message.content).toBe('you said hello');
    expect(answer.usage).toEqual({ prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 });
    expect((answer as unknown as Extended).dse).toEqual({
      by: 'model',
      model: 'echo',
      provider: 'scripted',
      simulated: true,
      cost_usd: 0.00025,
    });
    expect(echo.asked.at(-1)).toMatchObject({ temperature: 0.5, maxTokens: 9, format: null });
  });

  it('is passed on piece by piece', async () => {
    const pieces = [];
    for await (const piece of await client.chat.completions.create({ ...ask('echo', 'a b'), stream: true }))
      if (piece.choices[0]?.delta.content) pieces.push(piece.choices[0].delta.content);
    expect(pieces).toEqual(['you ', 'said ', 'a ', 'b']);
  });

  it('that breaks off in a stream ends it with an error, not as if all were there', async () => {
    const pieces: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const piece of await client.chat.completions.create({ ...ask('cut', 'x'), stream: true }))
        pieces.push(piece.choices[0]?.delta.content ?? '');
    };
    await expect(reading()).rejects.toThrow(/the stream ended early/);
    expect(pieces.join('')).toBe('three words ');
  });

  it('is stopped when its asker goes away', async () => {
    const leave = new AbortController();
    const asking = fetch(`${served.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...ask('patient', 'x'), stream: true }),
      signal: leave.signal,
    });
    await patient.begun;
    leave.abort();
    await expect(asking).rejects.toThrow('aborted');
    await patient.stopped;
  });

  it('that fails before its first piece is an error with a status', async () => {
    await expect(client.chat.completions.create({ ...ask('away', 'x'), stream: true })).rejects.toMatchObject(
      {
        status: 503,
        code: 'unavailable',
      },
    );
  });
});

describe('a capability that serves nothing', () => {
  it('is answered by the first model whose answer fits its schema, labelled as such, all attempts paid', async () => {
    const answer = await client.chat.completions.create(ask('dse/double', '21'));
    expect(answer.choices[0]?.message.content).toBe('42');
    expect((answer as unknown as Extended).dse).toMatchObject({
      by: 'model',
      model: 'right',
      simulated: true,
      cost_usd: 0.00075,
      rejected: [
        { model: 'away', reason: 'it is away; ask again later' },
        { model: 'wrong', reason: expect.stringContaining('breaks the output schema') as string },
      ],
    });
    expect(right.asked.at(-1)?.messages[0]?.content).toContain('Doubles a whole number.');
    const { rows } = await served.dse.query(
      "SELECT items, cost_micro, priced FROM costs WHERE capability = 'double' AND kind = 'model'",
    );
    expect(rows).toEqual([{ items: 3, cost_micro: 750, priced: 'simulated' }]);
    expect(right.asked.at(-1)?.format?.schema).toMatchObject({ required: ['output'] });
  });

  it('asks no model for an input that does not fit, and none once something is proven', async () => {
    const before = right.asked.length;
    await expect(client.chat.completions.create(ask('dse/double', 'twenty'))).rejects.toMatchObject({
      status: 400,
    });
    const answer = await client.chat.completions.create(ask('dse/proven', '4'));
    expect((answer as unknown as Extended).dse).toMatchObject({ by: 'artifact' });
    expect(right.asked).toHaveLength(before);
  });
});

describe('embeddings', () => {
  it('come from the embedder that finds what is stored, as numbers and as the client asks for them', async () => {
    const names = [];
    for await (const { id } of client.models.list()) names.push(id);
    const model = names.find((name) => name.startsWith('dse/lexical-'))!;
    const input = ['doubles a number', 'doubles numbers', 'shouts a text'];
    const { data } = await client.embeddings.create({ model, input });
    const plain = await client.embeddings.create({ model, input, encoding_format: 'float' });
    expect(data.map(({ embedding }) => embedding)).toEqual(plain.data.map(({ embedding }) => embedding));
    const [a, b, c] = data.map(({ embedding }) => embedding);
    const cosine = (x: number[], y: number[]) => x.reduce((sum, value, at) => sum + value * y[at]!, 0);
    expect(cosine(a!, a!)).toBeCloseTo(1);
    expect(cosine(a!, b!)).toBeGreaterThan(cosine(a!, c!));
    await expect(client.embeddings.create({ model: 'dse/lexical-512.99', input })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
      message: expect.stringContaining(model) as string,
    });
  });
});
