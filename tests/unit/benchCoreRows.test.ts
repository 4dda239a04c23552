import { expect, it } from 'vitest';
import { rowsOf } from '../../infra/bench/core/rows.ts';
import type { PassResult } from '../../infra/bench/core/pass.ts';

const result = (id: string, fate: PassResult['fate'], calls = 0): PassResult => ({
  id,
  fate,
  artifact: null,
  reason: '',
  seconds: 1,
  modelCalls: calls,
  modelMicro: 100 * calls,
});
const failing = (first: readonly PassResult[], second: readonly PassResult[], right: readonly string[]) =>
  rowsOf(first, second, { unreadable: 0, right: new Set(right) })
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);

const first = [result('one', 'model', 1), result('two', 'repair', 1), result('three', 'unanswered', 1)];

it('the bench of the CORE flow holds when the memory answers all that was answered, whatever the rest costs', () => {
  const second = [result('one', 'memory'), result('two', 'memory'), result('three', 'unanswered', 1)];
  expect(failing(first, second, ['one'])).toEqual([]);
});

it('it does not hold when something answered before is paid for again, forgotten, or was accepted though wrong', () => {
  const again = [result('one', 'model', 1), result('two', 'memory'), result('three', 'memory')];
  expect(failing(first, again, [])).toEqual([
    'completions accepted although an assertion fails',
    'second pass: answered by memory, of those answered before',
    'second pass: calls of the model for what was answered before',
    'second pass: paid for models by what was answered before, $',
  ]);
});
