import { describe, expect, it } from 'vitest';
import { pairedInterval } from '../../infra/bench/recall/pairedInterval.ts';
import { fitWeights, placeOf, recallOf } from '../../infra/bench/recall/recalled.ts';
import type { Question } from '../../infra/bench/recall/recalled.ts';

const finding = (id: string, cosine: number, described: number) => ({
  id,
  cosine,
  described,
  coded: 0,
  rank: 0,
  similarity: 0,
  quality: 1,
  used: 0,
});
const question = (answer: string, ...findings: ReturnType<typeof finding>[]): Question => ({
  answer,
  findings,
});

const WORDS_ONLY = { vector: 0, code: 0 };
const VECTOR_ONLY = { vector: 1, code: 0 };

describe('recall', () => {
  it('counts what is as similar as the answer before it', () => {
    const asked = question('a', finding('b', 0.9, 0.5), finding('a', 0.2, 0.5), finding('c', 0.1, 0.4));
    expect(placeOf(asked, WORDS_ONLY)).toBe(1);
    expect(placeOf(asked, VECTOR_ONLY)).toBe(1);
    expect(placeOf({ ...asked, answer: 'b' }, VECTOR_ONLY)).toBe(0);
  });

  it('does not count an answer that nothing speaks for', () => {
    expect(placeOf(question('a', finding('b', 0, 0)), WORDS_ONLY)).toBe(Infinity);
    expect(placeOf(question('a', finding('a', 0, 0)), WORDS_ONLY)).toBe(Infinity);
    expect(recallOf([0, 3, 5, Infinity])).toEqual({
      at1: 0.25,
      at5: 0.5,
      reciprocal: (1 + 1 / 4 + 1 / 6) / 4,
    });
  });

  it('fits the sign that tells, and says so for the other as well', () => {
    const told = (by: 'cosine' | 'described') =>
      Array.from({ length: 40 }, (_, at) => {
        const right = by === 'cosine' ? finding('a', 0.9, 0.1) : finding('a', 0.1, 0.9);
        const wrong = by === 'cosine' ? finding('b', 0.1, 0.9) : finding('b', 0.9, 0.1);
        return at % 8 === 0
          ? question('a', finding('b', 0.9, 0.9), finding('a', 0.1, 0.1))
          : question('a', right, wrong);
      });
    expect(fitWeights(told('cosine'), 1).vector).toBeGreaterThan(0.5);
    expect(fitWeights(told('described'), 1).vector).toBeLessThan(0.5);
  });
});

describe('the paired interval', () => {
  it('is narrow around no difference when both hit the same questions, and not when they hit others', () => {
    const [hits, others] = [
      Array.from({ length: 100 }, (_, at) => at % 2),
      Array.from({ length: 100 }, (_, at) => (at + 1) % 2),
    ];
    expect(pairedInterval(hits, hits, 1)).toEqual([0, 0]);
    const [low, high] = pairedInterval(hits, others, 1);
    expect(low).toBeLessThan(-0.1);
    expect(high).toBeGreaterThan(0.1);
  });

  it('lies above none when ours is better throughout', () => {
    const ours = Array.from({ length: 100 }, (_, at) => (at < 80 ? 1 : 0));
    const reference = Array.from({ length: 100 }, (_, at) => (at < 60 ? 1 : 0));
    expect(pairedInterval(ours, reference, 1)[0]).toBeGreaterThan(0.1);
  });
});
