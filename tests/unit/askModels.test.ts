import { expect, it } from 'vitest';
import { askModels } from '../../infra/http/openai/askModels.ts';
import { doubleSpec } from '../http.ts';
import { scriptedModel } from '../scriptedModel.ts';

it('the cheapest model is asked first, wherever it stands in the settings', async () => {
  const dear = { ...scriptedModel('dear', () => '{"output":42}'), costOf: () => 900 };
  const cheap = { ...scriptedModel('cheap', () => '{"output":42}'), costOf: () => 5 };
  const never = new AbortController().signal;
  const asked = await askModels([dear, cheap], doubleSpec(), '21', {
    key: 'k',
    timeoutMs: 1000,
    signal: never,
  });
  expect(asked.model).toBe('cheap');
  expect(dear.asked).toEqual([]);
});
