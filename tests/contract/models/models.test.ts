import { describe, expect, it, test } from 'vitest';
import { CalledModel } from '../../../infra/models/calledModel.ts';
import type { ModelSettings } from '../../../infra/models/calledModel.ts';
import type { Attempt } from '../../../infra/models/attempt.ts';
import { ollamaAttempt } from '../../../infra/models/ollama.ts';
import { openAiAttempt } from '../../../infra/models/openai.ts';
import { recordedAttempt } from '../../../infra/models/recorded.ts';
import { Recordings } from '../../../infra/models/recordings.ts';
import { OLLAMA_KEY, OLLAMA_MODEL, ollamaServer } from '../../models/ollamaServer.ts';
import { OPENAI_KEY, OPENAI_MODEL, openAiServer } from '../../models/openaiServer.ts';
import { asking } from '../../models/request.ts';
import { ANSWERS, words } from '../../models/scenes.ts';
import { failureContract } from './failureContract.ts';
import type { WireSubject } from './failureContract.ts';
import { modelContract } from './modelContract.ts';
import type { OpenedModel } from './modelContract.ts';

const plain = (provider: string, model: string): ModelSettings => ({
  name: 'tested',
  provider,
  model,
  simulated: true,
  price: { input_usd_per_million: 0.15, output_usd_per_million: 0.6, as_of: '2026-01-01' },
  timeoutMs: 60_000,
  retries: 2,
  ratePerMinute: null,
  concurrency: null,
});

const opened = (
  provider: string,
  model: string,
  attempt: Attempt,
  close = async (): Promise<void> => {},
): OpenedModel => ({
  model: new CalledModel(plain(provider, model), attempt),
  close,
});

const openAi: WireSubject = {
  provider: 'openai',
  model: OPENAI_MODEL,
  key: OPENAI_KEY,
  serve: openAiServer,
  attempt: ({ url, model, key }) => openAiAttempt({ model, baseUrl: `${url}/v1`, apiKey: key }),
};
const ollama: WireSubject = {
  provider: 'ollama',
  model: OLLAMA_MODEL,
  key: OLLAMA_KEY,
  serve: ollamaServer,
  attempt: ({ url, model, key }) => ollamaAttempt({ model, baseUrl: url, apiKey: key }),
};

for (const subject of [openAi, ollama]) {
  const { provider, model, key } = subject;
  modelContract(`${provider}, a local server of its protocol`, async () => {
    const server = await subject.serve();
    return opened(provider, model, subject.attempt({ url: server.url, model, key }), () => server.close());
  });
  failureContract(`${provider}, a local server of its protocol`, subject);
}

describe('what only OpenAI says', () => {
  it('a model that declines', async () => {
    const server = await openAiServer();
    server.play({ do: 'decline', message: 'I cannot help with that.' });
    const { model } = opened(
      'openai',
      OPENAI_MODEL,
      openAi.attempt({ url: server.url, model: OPENAI_MODEL, key: OPENAI_KEY }),
    );
    const answer = await model.complete(asking('Say hello.'));
    await server.close();
    expect(answer).toMatchObject({ status: 'failed', cause: 'refused', usage: { attempts: 1 } });
    // It was thought about, so it is billed.
    expect(answer.usage.costMicro).toBeGreaterThan(0);
  });

  it('a filter that stops the question', async () => {
    const server = await openAiServer();
    server.play({ do: 'refuse', status: 400, code: 'content_filter', message: 'The prompt was filtered.' });
    const { model } = opened(
      'openai',
      OPENAI_MODEL,
      openAi.attempt({ url: server.url, model: OPENAI_MODEL, key: OPENAI_KEY }),
    );
    const answer = await model.complete(asking('Say hello.'));
    await server.close();
    expect(answer).toMatchObject({
      status: 'failed',
      cause: 'refused',
      usage: { attempts: 1, costMicro: 0 },
    });
  });
});

/** The same words the test servers know, as recordings. */
function recordings(): Recordings {
  const all = new Recordings();
  for (const [content, said] of Object.entries(ANSWERS)) {
    const cut = content.startsWith('Count');
    const completion = cut ? words(said).slice(0, 16).join('') : said;
    all.add({ messages: [{ role: 'user', content }], completion, finish: cut ? 'length' : 'stop' });
  }
  return all;
}

modelContract('recorded', async () => opened('recorded', 'recorded', recordedAttempt(recordings())));

const live = {
  OPENAI_API_KEY: 'openai, the real one',
  OLLAMA_HOST: 'ollama, the real one',
} as const;

const key = process.env['OPENAI_API_KEY'];
if (key) {
  const model = process.env['OPENAI_MODEL'] ?? 'gpt-4.1-nano';
  const baseUrl = process.env['OPENAI_BASE_URL'] ?? null;
  modelContract(live.OPENAI_API_KEY, async () =>
    opened('openai', model, openAiAttempt({ model, baseUrl, apiKey: key })),
  );
} else test(`${live.OPENAI_API_KEY}: OPENAI_API_KEY is not set`, ({ skip }) => skip());

const host = process.env['OLLAMA_HOST'];
if (host) {
  const model = process.env['OLLAMA_MODEL'] ?? 'qwen3:0.6b';
  modelContract(live.OLLAMA_HOST, async () =>
    opened('ollama', model, ollamaAttempt({ model, baseUrl: host, apiKey: null })),
  );
} else test(`${live.OLLAMA_HOST}: OLLAMA_HOST is not set`, ({ skip }) => skip());
