import { expect, it } from 'vitest';
import { askModels } from '../../infra/http/openai/askModels.ts';
import { doubleSpec } from '../http.ts';
import { scriptedModel } from '../scriptedModel.ts';

it('the cheapest model is asked first, wherever it stands in the settings', async () => {
  const dear = { ...scriptedModel('dear', () => '{"output":42}'), costOf: () => 900 };
  const cheap = { ...scriptedModel('cheap', () => '{"output":42}'), costOf: () => 5 };
  const never = new AbortController().signal;
  const asked = await askModels([dear, cheap], doubleSpec(), '21', {
    requestId: 'r',
    timeoutMs: 1000,
    signal: never,
  });
  expect(asked.model).toBe('cheap');
  expect(dear.asked).toEqual([]);
});

it('no two models and no two questions have the same key, even where a client names its requests alike', async () => {
  const poor = scriptedModel('poor', () => '{"output":"no number"}');
  const good = scriptedModel('good', () => '{"output":42}');
  const options = { requestId: 'r', timeoutMs: 1000, signal: new AbortController().signal };
  for (const input of ['21', '22', '21']) await askModels([poor, good], doubleSpec(), input, options);
  const keys = [...poor.asked, ...good.asked].map(({ key }) => key);
  expect(new Set(keys).size).toBe(4);
  expect(keys[0]).toBe(keys[2]);
});
