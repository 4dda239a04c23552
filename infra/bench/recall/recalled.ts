import { randomFrom } from '../../../machines/rules/random.ts';
import type { Finding } from '../../../actors/memory/memory.ts';
import { similarity } from '../../../actors/memory/similarity.ts';
import type { Weights } from '../../../actors/memory/similarity.ts';

/** One question: what is to be found, and the signs of everything that is at all like it. */
export type Question = { readonly answer: string; readonly findings: readonly Finding[] };

export type Recall = { readonly at1: number; readonly at5: number; readonly reciprocal: number };

/** How many stand before the answer, those of the same similarity included; infinite when nothing speaks for it. */
export function placeOf({ answer, findings }: Question, weights: Weights): number {
  const found = findings.find(({ id }) => id === answer);
  const own = found === undefined ? 0 : similarity(found, weights);
  if (own === 0) return Infinity;
  return findings.filter((other) => other.id !== answer && similarity(other, weights) >= own).length;
}

/** Shares of questions whose answer came first, and among the first five; mean of 1 / (place + 1). */
export function recallOf(places: readonly number[]): Recall {
  const share = (most: number): number => places.filter((place) => place < most).length / places.length;
  return {
    at1: share(1),
    at5: share(5),
    reciprocal: places.reduce((sum, place) => sum + 1 / (place + 1), 0) / places.length,
  };
}

const VECTOR = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const CODE = [0, 0.1, 0.2, 0.3, 0.4, 0.5];

const TRIED: readonly Weights[] = VECTOR.flatMap((vector) => CODE.map((code) => ({ vector, code })));
const DRAWS = 200;

/**
 * Weights fitted on questions: those with the highest mean reciprocal place, which is smoother than recall at 1. The questions are drawn again with
 * replacement 200 times and the best weights of the draws averaged: what is best on one draw by a question or two is not best on the next.
 */
export function fitWeights(questions: readonly Question[], seed: number): Weights {
  const reciprocals = TRIED.map((weights) =>
    questions.map((question) => 1 / (placeOf(question, weights) + 1)),
  );
  const random = randomFrom(seed);
  let [vector, code] = [0, 0];
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = questions.map(() => Math.floor(random.uniform() * questions.length));
    const sums = reciprocals.map((of) => drawn.reduce((sum, at) => sum + of[at]!, 0));
    const best = TRIED[sums.indexOf(Math.max(...sums))]!;
    vector += best.vector / DRAWS;
    code += best.code / DRAWS;
  }
  return { vector: Math.round(10 * vector) / 10, code: Math.round(10 * code) / 10 };
}
