import { describe, expect, it } from 'vitest';
import { live, said } from '../populationWorld.ts';

const endOf = (world: ReturnType<typeof live>) => said(world.facts, 'population.ended')[0]!;

describe('a population that is cancelled while its finalists are looked at', () => {
  it.each([0, 1, 2, 3])('ends as cancelled when %i of them had answered', (answered) => {
    let seen = 0;
    let asked = false;
    const world = live({
      outside: (_, context) => {
        if (asked || context.finalists.length === 0) return null;
        if ((seen += 1) <= answered) return null;
        asked = true;
        return { type: 'cancel', reason: 'asked for' };
      },
      // What is asked for after it was cancelled runs nothing.
      answer: (effect) => {
        const { stage, candidate, generation } = effect.input as {
          stage: 'gate' | 'full' | 'holdout';
          candidate: string;
          generation: number;
        };
        return asked && stage === 'holdout'
          ? {
              type: 'candidateEvaluated',
              generation,
              candidate,
              stage,
              rows: [],
              paid: 0,
              reused: 0,
              values: [],
              cost_micro: 0,
            }
          : null;
      },
    });
    expect(asked).toBe(true);
    expect([world.value, endOf(world).outcome]).toEqual(['ended', 'cancelled']);
  });
});
