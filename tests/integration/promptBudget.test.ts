import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Evolved } from '../../infra/evolving/evolve.ts';
import { evolvedOn } from '../evolvedOn.ts';
import { moodAnswer, openMoods, reviewIn } from '../moods.ts';
import type { Messages, Moods } from '../moods.ts';

/** Looks for the word "bad", which is wrong of what is not bad; every third review is first answered with no JSON. */
function say(messages: Messages): string {
  if (messages[0]!.content.startsWith('You rewrite'))
    return JSON.stringify({ rubric: `Say the mood, in ${messages[1]!.content.length} ways.` });
  const review = reviewIn(messages)!;
  if (messages.length === 2 && /[0369] times/.test(review)) return 'well, '.repeat(20);
  return moodAnswer(review.includes('bad'));
}

let world: Moods;
beforeEach(async () => {
  world = await openMoods(say, { primary: 1, dear: 20 }, { priceCpuSecond: 0 });
  await world.declare((file) => file.replace('retriever_topk: 2', 'retriever_topk: 0'));
});
afterEach(() => world.close());

function evolved(budgetMicro: number): Promise<Evolved> {
  const cases = Array.from({ length: 20 }, (_, n) => ({
    input: { text: `${n % 4 === 0 ? 'not bad' : n % 2 === 0 ? 'good' : 'bad'} ${n} times` },
    expected: n % 2 === 0 ? 'positive' : 'negative',
  }));
  const settings = { population: 4, elite: 1, generations: 3, sample: 4, holdout: 4, finalists: 1, gate: 0 };
  return evolvedOn(world.dse, 'mood', cases, { settings, budgetMicro });
}

it('a population of prompts that its money does not pay for is refused', async () => {
  const came = await evolved(10_000);
  expect(came).toMatchObject({ status: 'refused' });
  expect(came.status === 'refused' && came.reason).toContain('money');
});

it('a population of prompts breeds none whose answer may cost more than it pays for one, and spends no more than it has', async () => {
  const budget = 600_000;
  const came = await evolved(budget);
  if (came.status !== 'ended') throw new Error(JSON.stringify(came));
  const facts = came.answer.steps.map(({ fact }) => fact);
  const queued = facts.find(({ type }) => type === 'population.queued')!.data as {
    budget: { evaluation_micro: number };
  };
  const most = queued.budget.evaluation_micro;
  expect(most).toBeGreaterThan(0);
  const rows = facts.flatMap(({ type, data }) =>
    type === 'candidate.evaluated' ? (data['rows'] as { cost_micro: number }[]) : [],
  );
  expect(Math.max(...rows.map(({ cost_micro }) => cost_micro))).toBeGreaterThan(0);
  expect(Math.max(...rows.map(({ cost_micro }) => cost_micro))).toBeLessThanOrEqual(most);
  const refused = facts.filter(({ type }) => type === 'candidate.refused').map(({ data }) => data['detail']);
  expect(refused).toContainEqual(expect.stringContaining('this population pays at most'));
  expect(came.answer.cost_micro).toBeLessThanOrEqual(budget);
}, 30_000);
