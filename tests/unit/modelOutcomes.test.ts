import { describe, expect, it } from 'vitest';
import { BadRecording, Recordings } from '../../infra/models/recordings.ts';
import { refusedStatus, retryAfterMs } from '../../infra/models/refusedStatus.ts';
import { promptHash } from '../../actors/models/prompt.ts';

describe('what a server refuses with', () => {
  const why = (status: number | null, message: string, code: string | null = null) => {
    const { cause, again } = refusedStatus({ status, code, message, afterMs: null });
    return again ? `${cause}, again` : cause;
  };

  it.each([
    [429, 'Rate limit reached for requests', null, 'rate_limited, again'],
    [429, 'You exceeded your current quota', 'insufficient_quota', 'rate_limited'],
    [400, "This model's maximum context length is 8192 tokens", 'context_length_exceeded', 'context'],
    [400, 'the request exceeds the available context size', null, 'context'],
    [500, 'the input length exceeds the context length', null, 'context'],
    [413, 'Request Entity Too Large', null, 'context'],
    [404, 'model "x" not found, try pulling it first', null, 'unknown_model'],
    [400, 'The model `x` does not exist', null, 'unknown_model'],
    [401, 'Incorrect API key provided', 'invalid_api_key', 'bad_key'],
    [403, 'Country not supported', null, 'bad_key'],
    [400, 'The response was filtered', 'content_filter', 'refused'],
    [408, 'Request Timeout', null, 'unavailable, again'],
    [529, 'Overloaded', null, 'unavailable, again'],
    [422, 'Unsupported value: temperature', null, 'bad_request'],
    [null, 'llama runner process has terminated', null, 'unavailable, again'],
    [null, 'Rate limit reached', 'rate_limit_exceeded', 'rate_limited, again'],
  ])('%s %s %s is %s', (status, message, code, expected) => {
    expect(why(status, message, code)).toBe(expected);
  });
});

describe('how long a server asks to be left alone', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '120', 'retry-after': '7' }, 120],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%o is %s ms', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(expected);
  });
});

describe('recordings', () => {
  const messages = [{ role: 'user', content: 'hi' }] as const;

  it('are found by the messages or by their hash, and the seed chooses among several', () => {
    const all = Recordings.parse(
      [
        JSON.stringify({ messages, completion: 'one' }),
        '',
        JSON.stringify({
          prompt: promptHash(messages),
          completion: 'two',
          input_tokens: 3,
          output_tokens: 1,
        }),
      ].join('\n'),
      'a.jsonl',
    );
    expect(all.find(promptHash(messages), null)?.completion).toBe('one');
    expect(all.find(promptHash(messages), 1)?.completion).toBe('two');
    expect(all.find(promptHash(messages), 2)?.completion).toBe('one');
    expect(all.find(promptHash([{ role: 'user', content: 'hi ' }]), null)).toBeNull();
  });

  it.each([
    ['{"prompt": "abc", "completion": "x"}', 'prompt'],
    ['{"completion": "x"}', 'either'],
    ['not json', 'JSON'],
    ['{"messages": [{"role": "robot", "content": ""}], "completion": "x"}', 'role'],
  ])('%s is refused, and its line named', (line, said) => {
    const read = () => Recordings.parse(`\n${line}`, 'b.jsonl');
    expect(read).toThrow(BadRecording);
    expect(read).toThrow('b.jsonl:2');
    expect(read).toThrow(said);
  });
});
