import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doubleSpec, serving, shoutSpec } from '../../http.ts';

type Extended = { readonly dse: Readonly<Record<string, unknown>> };
let served: Awaited<ReturnType<typeof serving>>;
let client: OpenAI;

beforeAll(async () => {
  const nothing = doubleSpec({ capability: 'nothing', description: 'What nobody made yet.', seeds: [] });
  served = await serving({ specs: [doubleSpec(), shoutSpec, nothing] });
  client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'none is needed here' });
});
afterAll(() => served.stop());

const ask = (model: string, content: string) => ({ model, messages: [{ role: 'user' as const, content }] });
const failure = async (asked: PromiseLike<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> => {
  const error: unknown = await Promise.resolve(asked).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OpenAI.APIError)) throw new Error(`no API error: ${String(error)}`);
  return error;
};

describe('a client of OpenAI that changed only its base URL', () => {
  it('is answered by a proven artifact: no tokens, the run recorded under the id it was told', async () => {
    const answer = await client.chat.completions.create(ask('dse/double', '21'));
    expect(answer.choices[0]).toMatchObject({
      message: { role: 'assistant', content: '42' },
      finish_reason: 'stop',
    });
    expect(answer.usage).toEqual({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
    const { dse } = answer as unknown as Extended;
    expect(dse).toMatchObject({ by: 'artifact', quality: 1, cache: 'none' });
    const { rows } = await served.dse.query(
      `SELECT ran, outcome FROM runs WHERE correlation = '${String(dse['run'])}'`,
    );
    expect(rows).toEqual([{ ran: dse['artifact'], outcome: 'ok' }]);
  });

  it('gets the same as a stream', async () => {
    const stream = await client.chat.completions.create({
      ...ask('dse/double', '4'),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage = null;
    for await (const piece of stream) {
      text += piece.choices[0]?.delta.content ?? '';
      usage = piece.usage ?? usage;
    }
    expect(text).toBe('8');
    expect(usage).toMatchObject({ total_tokens: 0 });
    const runner = client.chat.completions.stream(ask('dse/shout', 'hello'));
    expect(await runner.finalContent()).toBe('HELLO');
  });

  it('may send a text as it is where the capability takes texts, or as JSON', async () => {
    const say = async (text: string) =>
      (await client.chat.completions.create(ask('dse/shout', text))).choices[0]?.message.content;
    expect(await say('plain words')).toBe('PLAIN WORDS');
    expect(await say('"in quotes"')).toBe('IN QUOTES');
    expect(await say('12')).toBe('12');
    const json = await client.chat.completions.create({
      ...ask('dse/shout', 'a'),
      response_format: { type: 'json_object' },
    });
    expect(json.choices[0]?.message.content).toBe('"A"');
  });

  it('is told what is wrong in the shape it reads, and does not try again in vain', async () => {
    expect(await failure(client.chat.completions.create(ask('dse/double', 'twenty')))).toMatchObject({
      status: 400,
      code: 'bad_input',
      param: 'messages',
      message: expect.stringContaining('the last user message is the input') as string,
    });
    for (const model of ['dse/unheard-of', 'gpt-unheard-of'])
      expect(await failure(client.chat.completions.create(ask(model, '1')))).toMatchObject({
        status: 404,
        code: 'model_not_found',
        param: 'model',
      });
    expect(await failure(client.chat.completions.create(ask('dse/nothing', '1')))).toMatchObject({
      status: 409,
      code: 'nothing_served',
    });
    expect(await failure(client.chat.completions.create({ ...ask('dse/double', '1'), n: 2 }))).toMatchObject({
      status: 400,
      code: 'unsupported_parameter',
      param: 'n',
    });
    const before = await served.dse.substrate.runs.position();
    expect(
      await failure(client.chat.completions.create({ ...ask('dse/double', 'x'), stream: true })),
    ).toMatchObject({
      status: 400,
    });
    expect(await served.dse.substrate.runs.position()).toBe(before);
  });

  it('finds every capability among the models', async () => {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(expect.arrayContaining(['dse/double', 'dse/nothing', 'dse/shout']));
    expect(await client.models.retrieve('dse/double')).toMatchObject({ id: 'dse/double', owned_by: 'dse' });
  });
});
