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

/** Mean reciprocal places this near to the best one are as good: a question or two makes that much. */
const AS_GOOD = 0.005;

/**
 * Weights fitted on questions: the middle of all that reach the highest mean reciprocal place, or nearly. That is smoother than recall at 1, and
 * the middle of a plateau holds better on other questions than its chance peak.
 */
export function fitWeights(questions: readonly Question[]): Weights {
  const tried = VECTOR.flatMap((vector) => CODE.map((code) => ({ vector, code }))).map((weights) => ({
    weights,
    reciprocal: recallOf(questions.map((question) => placeOf(question, weights))).reciprocal,
  }));
  const best = Math.max(...tried.map(({ reciprocal }) => reciprocal));
  const good = tried.filter(({ reciprocal }) => reciprocal >= best - AS_GOOD);
  const middle = (of: (weights: Weights) => number): number =>
    Math.round((10 * good.reduce((sum, { weights }) => sum + of(weights), 0)) / good.length) / 10;
  return { vector: middle(({ vector }) => vector), code: middle(({ code }) => code) };
}
