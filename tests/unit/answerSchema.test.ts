import { expect, it } from 'vitest';
import { schemaCheck } from '../../actors/proving/schema.ts';
import { answerSchema } from '../../actors/prompting/render.ts';

const output = { type: 'string', enum: ['positive', 'negative'] };

it('the answers to a prompt are checked by one compiled schema, however often it is asked', () => {
  for (const cot of [true, false])
    expect(schemaCheck(answerSchema({ cot }, output))).toBe(schemaCheck(answerSchema({ cot }, output)));
});

it('reasoning is asked for with chain of thought alone', () => {
  const fits = (cot: boolean, value: Record<string, string>) =>
    schemaCheck(answerSchema({ cot }, output))(value).length === 0;
  const answer = 'positive';
  expect([fits(true, { reasoning: 'so', answer }), fits(true, { answer })]).toEqual([true, false]);
  expect([fits(false, { reasoning: 'so', answer }), fits(false, { answer })]).toEqual([false, true]);
  expect(fits(false, { answer: 'neither' })).toBe(false);
});
