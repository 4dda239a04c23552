import { describe, expect, it } from 'vitest';
import { structured } from '../../actors/models/structured.ts';
import type { StructuredRequest } from '../../actors/models/structured.ts';
import { answering } from '../models/answering.ts';

const SCHEMA = {
  type: 'object',
  properties: { age: { type: 'integer', minimum: 0 } },
  required: ['age'],
  additionalProperties: false,
} as const;

const request: StructuredRequest = {
  messages: [{ role: 'user', content: 'How old?' }],
  temperature: 0,
  maxTokens: null,
  seed: 1,
  timeoutMs: 10_000,
  key: 'k',
  name: 'age',
  schema: SCHEMA,
};

describe('structured output', () => {
  it('is the value, without a repair, when the first answer fits', async () => {
    const { model, asked } = answering('{"age": 36}');
    expect(await structured(model, request)).toMatchObject({
      status: 'ok',
      value: { age: 36 },
      repairs: 0,
      usage: { attempts: 1, costMicro: 10 },
    });
    expect(asked[0]).toMatchObject({ format: { name: 'age', schema: SCHEMA }, key: 'k' });
  });

  it('takes JSON out of its fences', async () => {
    const { model } = answering('```json\n{"age": 1}\n```');
    expect(await structured(model, request)).toMatchObject({ status: 'ok', value: { age: 1 }, repairs: 0 });
  });

  it('shows the model what is wrong, counts the repair, and adds up what both cost', async () => {
    const { model, asked } = answering('{"age": "old"}', '{"age": 36}');
    expect(await structured(model, request)).toMatchObject({
      status: 'ok',
      repairs: 1,
      usage: { attempts: 2, costMicro: 20, inputTokens: 6, outputTokens: 4 },
    });
    expect(asked[1]!.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(asked[1]!.messages[1]!.content).toBe('{"age": "old"}');
    expect(asked[1]!.messages[2]!.content).toContain('/age must be integer');
    expect(asked[1]!.key).not.toBe(asked[0]!.key);
    // What was asked first is left as it was.
    expect(asked[0]!.messages.length).toBe(1);
  });

  it('gives up after two repairs, as malformed', async () => {
    const { model, asked } = answering('nonsense', '{"age": -1}', '{"age": 2, "name": "x"}', '{"age": 2}');
    const answer = await structured(model, request);
    expect(answer).toMatchObject({
      status: 'failed',
      cause: 'malformed',
      repairs: 2,
      usage: { attempts: 3 },
    });
    expect(asked.length).toBe(3);
  });

  it('does not ask again after a failure of another kind', async () => {
    const { model, asked } = answering('nonsense', { cause: 'refused' }, '{"age": 2}');
    expect(await structured(model, request)).toMatchObject({
      status: 'failed',
      cause: 'refused',
      repairs: 1,
      usage: { attempts: 2 },
    });
    expect(asked.length).toBe(2);
  });

  it('leaves a repair only the time that the first question left', async () => {
    const { model, asked } = answering('nonsense', '{"age": 2}');
    await structured(model, { ...request, timeoutMs: 100 });
    expect(asked.map(({ timeoutMs }) => timeoutMs)).toEqual([100, 70]);
  });
});
