import { expect, it } from 'vitest';
import { serving } from '../../http.ts';
import { scriptedModel } from '../../scriptedModel.ts';

it('a server that is told to stop finishes the requests it has, ends streams, and takes nothing new', async () => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const slow = scriptedModel('slow', () => 'done');
  const model = {
    ...slow,
    complete: async (...given: Parameters<typeof slow.complete>) => {
      asked.resolve();
      await gate.promise;
      return slow.complete(...given);
    },
  };
  const served = await serving({ models: [model] });
  const stream = await fetch(`${served.url}/v1/events`);
  const pending = fetch(`${served.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'slow', messages: [{ role: 'user', content: 'x' }] }),
    headers: { 'content-type': 'application/json' },
  });
  await asked.promise;
  const closing = served.close();
  expect(await stream.text()).toContain('budget.opened');
  await expect(fetch(`${served.url}/v1/health`)).rejects.toThrow('fetch failed');
  gate.resolve();
  expect(await (await pending).json()).toMatchObject({ choices: [{ message: { content: 'done' } }] });
  await closing;
  await served.stop();
});
