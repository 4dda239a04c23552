import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evidenceOf } from '../../infra/bench/prompts.ts';
import type { ArmRun } from '../../infra/bench/prompts/arm.ts';
import { detailOf } from '../../infra/bench/prompts/detail.ts';
import { rowsOf } from '../../infra/bench/prompts/rows.ts';
import type { SeedRuns } from '../../infra/bench/prompts/rows.ts';
import { reviewsFolder, writtenReviews } from '../writtenReviews.ts';

let folder = '';
let runs: readonly SeedRuns[];
let told: string[];
beforeAll(async () => {
  folder = await reviewsFolder(writtenReviews());
  told = [];
  ({ runs } = await evidenceOf({
    data: folder,
    small: true,
    seeds: 1,
    generations: 2,
    progress: (line) => told.push(line),
  }));
}, 240_000);
afterAll(() => rm(folder, { recursive: true }));

/** The rows that say no where something of the evolved population is otherwise. */
function refused(change: (evolve: ArmRun) => Partial<ArmRun>): string[] {
  const [{ evolve, ...others }] = runs as [SeedRuns];
  return rowsOf([{ ...others, evolve: { ...evolve, ...change(evolve) } }], 1)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);
}

describe('the bench of prompts', () => {
  test('holds for a small population, whose candidates nobody has seen held-out reviews of', () => {
    expect(refused(() => ({}))).toEqual([]);
    const { evolve, local, random } = runs[0]!;
    expect(told).toHaveLength(3);
    for (const run of [evolve, local, random]) {
      expect(run.answer.state).toBe('ended');
      expect(run.answer.genome).toBe('prompt');
      expect(run.answer.evaluations).toBeGreaterThan(100);
      expect(run.billedMicro).toBeGreaterThan(0);
    }
    expect(detailOf(evolve)).toMatchObject({
      strategy: 'evolve',
      generations: 2,
      seedPrompt: { repairs: expect.any(Number) as number },
    });
    expect(rowsOf(runs, 1).filter(({ rule }) => rule.startsWith('reported as it is'))).toHaveLength(2);
  });

  test.each<[what: string, change: (run: ArmRun) => Partial<ArmRun>, row: RegExp]>([
    [
      'the winner is right less often than the seed prompt',
      ({ served, seedPrompt }) => ({
        served: { ...served, accuracy: 0.1, scores: seedPrompt.scores.map(() => 0) },
      }),
      /what serves after evolve, beside the seed prompt|shown to be worse/,
    ],
    [
      'the population says one evaluation less than its facts',
      ({ answer }) => ({ answer: { ...answer, evaluations: answer.evaluations - 1 } }),
      /evaluations are not those of their facts/,
    ],
    [
      'another arm had more evaluations',
      ({ answer }) => ({ answer: { ...answer, evaluations: answer.evaluations - 100 } }),
      /evaluations of a population, random beside evolve/,
    ],
    [
      'the budget was told a micro-dollar more',
      ({ budget }) => ({ budget: { ...budget, costMicro: budget.costMicro + 1 } }),
      /money is not that of their facts/,
    ],
    [
      'models billed what nobody booked',
      ({ billedMicro }) => ({ billedMicro: billedMicro + 1 }),
      /money is not that of their facts/,
    ],
    [
      'the view of costs counts a call twice',
      ({ house }) => ({ house: { ...house, viewMicro: house.viewMicro + 19 } }),
      /view of costs/,
    ],
    [
      'something serves that nobody decided on',
      ({ served }) => ({ served: { ...served, artifact: 'mood-0123456789' } }),
      /deploy decision/,
    ],
    [
      'an example was paid for twice',
      ({ answer }) => ({
        answer: {
          ...answer,
          steps: [...answer.steps, answer.steps.find(({ fact }) => fact.type === 'candidate.evaluated')!],
        },
      }),
      /paid for twice/,
    ],
    ['a model saw a held-out review', () => ({ leaked: 1 }), /held-out reviews that a model saw/],
    ['a call is not labelled', () => ({ unlabelled: 1 }), /not labelled simulated/],
    [
      'the seed prompt answers otherwise in another house',
      ({ seedPrompt }) => ({
        seedPrompt: {
          ...seedPrompt,
          scores: seedPrompt.scores.map((score, at) => (at === 0 ? 1 - score : score)),
        },
      }),
      /differ from house to house/,
    ],
    [
      'a control passed',
      ({ results }) => ({ results: { ...results, controls: { ...results.controls!, blocked: 'passes' } } }),
      /controls passed/,
    ],
  ])('says no where %s', (_, change, row) => {
    expect(refused(change).join('\n')).toMatch(row);
  });
});
