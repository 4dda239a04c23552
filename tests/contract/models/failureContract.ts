import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelAnswer, ModelFailure } from '../../../actors/models/model.ts';
import { CalledModel } from '../../../infra/models/calledModel.ts';
import type { ModelSettings } from '../../../infra/models/calledModel.ts';
import type { Attempt } from '../../../infra/models/attempt.ts';
import { asking } from '../../models/request.ts';
import type { Scene } from '../../models/scenes.ts';
import type { ScriptedServer } from '../../models/scriptedServer.ts';

/** A provider of models over HTTP, and a server that speaks its protocol and can be told to fail. */
export type WireSubject = {
  readonly provider: string;
  readonly model: string;
  readonly key: string;
  serve(): Promise<ScriptedServer>;
  attempt(place: { readonly url: string; readonly model: string; readonly key: string | null }): Attempt;
};

type Case = readonly [what: string, scene: Scene, cause: ModelFailure, attempts: number];

/** Two retries are allowed, so a failure that may pass is met three times, any other once. */
const cases: readonly Case[] = [
  ['too many requests', { do: 'refuse', status: 429, message: 'slow down' }, 'rate_limited', 3],
  [
    'an empty purse',
    { do: 'refuse', status: 429, code: 'insufficient_quota', message: 'insufficient_quota: check billing' },
    'rate_limited',
    1,
  ],
  ["a server's own fault", { do: 'refuse', status: 500, message: 'boom' }, 'unavailable', 3],
  ['a gateway without its server', { do: 'page', status: 502 }, 'unavailable', 3],
  ['a request it does not understand', { do: 'refuse', status: 400, message: 'bad seed' }, 'bad_request', 1],
  ['no access', { do: 'refuse', status: 403, message: 'not in your country' }, 'bad_key', 1],
  ['a connection lost before the first word', { do: 'drop', after: '' }, 'cut', 3],
  ['half a stream, lost', { do: 'drop', after: 'Hel' }, 'cut', 1],
  ['half a stream, ended in order', { do: 'end', after: 'Hel' }, 'cut', 1],
  ['malformed JSON in the stream', { do: 'garble', after: 'Hel' }, 'malformed', 1],
  ['an error in the stream', { do: 'fail', after: 'Hel', message: 'out of memory' }, 'unavailable', 1],
  ['an error before the first word', { do: 'fail', after: '', message: 'out of memory' }, 'unavailable', 3],
];

/** What a model over HTTP does with every way a provider fails: one stated outcome each, asked again only where that may help. */
export function failureContract(name: string, subject: WireSubject): void {
  describe(`failures of ${name}`, () => {
    let server: ScriptedServer;
    beforeEach(async () => {
      server = await subject.serve();
    });
    afterEach(() => {
      vi.useRealTimers();
      return server.close();
    });

    const open = (
      settings: Partial<ModelSettings> = {},
      place: { url?: string; model?: string; key?: string | null } = {},
    ): CalledModel => {
      const { model = subject.model, key = subject.key, url = server.url } = place;
      return new CalledModel(
        {
          name: 'tested',
          provider: subject.provider,
          model,
          simulated: true,
          price: { input_usd_per_million: 1_000_000, output_usd_per_million: 2_000_000, as_of: '2026-01-01' },
          timeoutMs: 20_000,
          retries: 2,
          ratePerMinute: null,
          concurrency: null,
          backoff: { firstMs: 1, mostMs: 2 },
          secret: key,
          ...settings,
        },
        subject.attempt({ url, model, key }),
      );
    };
    const failed = (answer: ModelAnswer) => {
      if (answer.status !== 'failed') throw new Error(`it answered: ${answer.text}`);
      return answer;
    };

    it.each(cases)('%s', async (_, scene, cause, attempts) => {
      server.play(scene, scene, scene);
      const answer = failed(await open().complete(asking('Say hello.')));
      expect(answer).toMatchObject({ cause, usage: { attempts } });
      expect(answer.message).toMatch(/^model tested \(.+\): .+\. .+\.$/s);
      expect(server.asked.length).toBe(attempts);
    });

    it('a model that the provider does not know', async () => {
      const answer = failed(await open({}, { model: 'no-such' }).complete(asking('Say hello.')));
      expect(answer).toMatchObject({ cause: 'unknown_model', usage: { attempts: 1, costMicro: 0 } });
      expect(answer.message).toContain('no-such');
    });

    it('a bad key, which no message repeats', async () => {
      const answer = failed(await open({}, { key: 'sk-wrong-secret' }).complete(asking('Say hello.')));
      expect(answer).toMatchObject({ cause: 'bad_key', usage: { attempts: 1, costMicro: 0 } });
      expect(answer.message).not.toContain('sk-wrong-secret');
      expect(answer.message).toContain('***');
    });

    it('a prompt that is longer than the context', async () => {
      const answer = failed(await open().complete(asking('word '.repeat(2000))));
      expect(answer).toMatchObject({ cause: 'context', usage: { attempts: 1, costMicro: 0 } });
    });

    it('nobody at the address', async () => {
      await server.close();
      const answer = failed(await open().complete(asking('Say hello.')));
      expect(answer).toMatchObject({ cause: 'unavailable', usage: { attempts: 3, costMicro: 0 } });
      server = await subject.serve();
    });

    it.each(['', 'Hel'])('silence after "%s", until the time is up', async (after) => {
      server.play({ do: 'hang', after });
      const answer = failed(await open({ timeoutMs: 150 }).complete(asking('Say hello.')));
      expect(answer).toMatchObject({ cause: 'timeout', usage: { attempts: 1, estimated: true } });
      expect(answer.message).toContain('150 ms');
      // Whether it is billed nobody says, so the prompt is counted.
      expect(answer.usage.costMicro).toBeGreaterThan(0);
    });

    it("the request's own time, when that is shorter", async () => {
      server.play({ do: 'hang', after: '' });
      const answer = failed(await open().complete(asking('Say hello.', { timeoutMs: 100 })));
      expect(answer).toMatchObject({ cause: 'timeout' });
      expect(answer.message).toContain('100 ms');
    });

    it('a caller who stops in the middle hears no more', async () => {
      server.play({ do: 'hang', after: 'Hel' });
      const stop = new AbortController();
      const heard: string[] = [];
      const answer = failed(
        await open().complete(asking('Say hello.'), {
          signal: stop.signal,
          onText: (piece) => {
            heard.push(piece);
            stop.abort();
          },
        }),
      );
      expect(answer).toMatchObject({ cause: 'aborted', usage: { attempts: 1, estimated: true } });
      expect(heard).toEqual(['Hel']);
    });

    it('answers after two failures that pass, and counts all three', async () => {
      server.play(
        { do: 'refuse', status: 503, message: 'overloaded' },
        { do: 'refuse', status: 429, message: 'slow down', headers: { 'retry-after-ms': '1' } },
      );
      const answer = await open().complete(asking('Say hello.'));
      expect(answer).toMatchObject({
        status: 'ok',
        usage: { attempts: 3, inputTokens: 2, outputTokens: 12 },
      });
      // A refused attempt is not billed: 2 tokens at a dollar, 12 at two.
      expect(answer.usage.costMicro).toBe(26_000_000);
    });

    it('does not wait for longer than the call may take', async () => {
      const scene: Scene = {
        do: 'refuse',
        status: 429,
        message: 'slow down',
        headers: { 'retry-after': '3600' },
      };
      server.play(scene, scene, scene);
      const answer = failed(await open().complete(asking('Say hello.')));
      expect(answer).toMatchObject({ cause: 'rate_limited', usage: { attempts: 1 } });
    });

    it.each(['uncounted', 'miscounted'] as const)(
      'counts by length where an answer is %s, and says so',
      async (how) => {
        server.play({ do: how });
        const answer = await open().complete(asking('Say hello.'));
        expect(answer).toMatchObject({ status: 'ok', usage: { estimated: true } });
        expect(answer.usage.outputTokens).toBeGreaterThan(0);
      },
    );

    it('is asked no more after five lost attempts, and again later', async () => {
      const model = open({ retries: 0, breaking: { failures: 5, openMs: 30_000, hungMs: 10_000 } });
      vi.useFakeTimers({ toFake: ['Date'] });
      const lost: Scene = { do: 'refuse', status: 503, message: 'overloaded' };
      server.play(lost, lost, lost, lost, lost);
      for (let call = 0; call < 5; call += 1)
        expect(failed(await model.complete(asking('Say hello.')))).toMatchObject({ cause: 'unavailable' });
      const unasked = failed(await model.complete(asking('Say hello.')));
      expect(unasked).toMatchObject({ cause: 'unavailable', usage: { attempts: 0 } });
      expect(unasked.message).toContain('not asked');
      expect(server.asked.length).toBe(5);
      vi.setSystemTime(Date.now() + 30_000);
      expect(await model.complete(asking('Say hello.'))).toMatchObject({ status: 'ok' });
      expect(await model.complete(asking('Say hello.'))).toMatchObject({ status: 'ok' });
    });

    it.each([
      ['is asked no more when it lets callers wait for long', 50, 0],
      ['is asked again when callers had little patience', 10_000, 1],
    ])('%s', async (_, hungMs, attempts) => {
      const model = open({ retries: 0, breaking: { failures: 2, openMs: 60_000, hungMs } });
      server.play({ do: 'hang', after: '' }, { do: 'hang', after: '' });
      for (let call = 0; call < 2; call += 1) {
        const answer = await model.complete(asking('Say hello.', { timeoutMs: 100 }));
        expect(failed(answer).cause).toBe('timeout');
      }
      // An attempt that was given up is counted before the server learns of it.
      await vi.waitFor(() => expect(server.now()).toBe(0));
      const next = await model.complete(asking('Say hello.'));
      expect(next.usage.attempts).toBe(attempts);
    });

    it('sends no more at the same time than it may', async () => {
      const model = open({ concurrency: 2 });
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => model.complete(asking('Say hello.'))),
      );
      expect(answers.every(({ status }) => status === 'ok')).toBe(true);
      expect(server.most()).toBe(2);
    });

    it('refuses at once what the rate does not allow within its time', async () => {
      const model = open({ ratePerMinute: 2 });
      await model.complete(asking('Say hello.'));
      await model.complete(asking('Say hello.'));
      const answer = failed(await model.complete(asking('Say hello.', { timeoutMs: 2000 })));
      expect(answer).toMatchObject({ cause: 'rate_limited', usage: { attempts: 0 } });
      expect(server.asked.length).toBe(2);
    });

    it('a listener that throws ends the call, which still says what it used', async () => {
      const answer = failed(
        await open().complete(asking('Say hello.'), {
          onText: () => {
            throw new RangeError('mine');
          },
        }),
      );
      expect(answer).toMatchObject({ cause: 'aborted', usage: { attempts: 1 } });
      expect(answer.message).toContain('RangeError: mine');
      expect(answer.usage.costMicro).toBeGreaterThan(0);
    });

    it('asks with everything the caller set, and the same key on each attempt', async () => {
      server.play({ do: 'refuse', status: 500, message: 'boom' });
      await open().complete(asking('Say hello.', { temperature: 0.5, seed: 7, maxTokens: 100, key: 'k-9' }));
      expect(server.asked.length).toBe(2);
      const bodies = server.asked.map(({ body }) => JSON.stringify(body));
      expect(bodies[0]).toBe(bodies[1]);
      for (const set of ['"temperature":0.5', '"seed":7', ':100']) expect(bodies[0]).toContain(set);
    });
  });
}
