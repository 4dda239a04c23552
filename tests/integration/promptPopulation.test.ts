import { afterEach, beforeEach, expect, it } from 'vitest';
import { evolvedOn } from '../evolvedOn.ts';
import { moodAnswer, openMoods, reviewIn } from '../moods.ts';
import type { Messages, Moods } from '../moods.ts';

/** A model that looks for the word "bad", wherever it stands; told of negations it sees them. */
function say(messages: Messages): string {
  const review = reviewIn(messages);
  if (review === undefined)
    return JSON.stringify({ rubric: 'Judge the mood of the review. Mind negations.' });
  const minds = messages[0]!.content.includes('Mind negations');
  return moodAnswer(review.includes('bad') && !(minds && review.includes('not bad')));
}

let world: Moods;
beforeEach(async () => {
  world = await openMoods(say, { primary: 1 });
});
afterEach(() => world.close());

it(
  'a prompt is evolved by what serves it, on its golden set, within its money',
  { timeout: 60_000 },
  async () => {
    await world.declare();
    const cases = Array.from({ length: 240 }, (_, at) => {
      const kind = at % 3;
      const text = `${['a good film', 'a bad film', 'not bad at all'][kind]}, number ${at}`;
      return { input: { text }, expected: kind === 1 ? 'negative' : 'positive' };
    });
    const ended = await evolvedOn(world.dse, 'mood', cases, {
      settings: { population: 4, elite: 1, generations: 3, sample: 12, finalists: 1, deploy: 'none' },
      budgetMicro: 5_000_000,
    });
    if (ended.status !== 'ended') throw new Error(JSON.stringify(ended));
    const { results } = ended;
    expect(results.genome).toBe('prompt');
    // Its model is scripted, and everything that shows its figures says so (law 11).
    expect([results.simulated, ended.answer.simulated]).toEqual([true, true]);
    const { rows } = await world.dse.query('SELECT simulated FROM populations');
    expect(rows).toEqual([{ simulated: true }]);
    expect(results.controls).toMatchObject({ blocked: null, agreement: 1 });
    expect(results.generations.at(-1)!.quality).toBe(1);
    expect(results.cost_micro).toBeGreaterThan(0);
    expect(results.cost_micro).toBeLessThanOrEqual(5_000_000);
    expect(results.outcome, JSON.stringify(ended.answer.reason)).toBe('stored');
  },
);
