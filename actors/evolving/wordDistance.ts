import { changesBetween } from '../generators/editor/tokens.ts';
import type { Token } from '../generators/editor/tokens.ts';

const WORD = /[A-Za-z_]\w*|\d+|\S/g;

/** Words, numbers and single signs of a text. */
function wordsOf(text: string): Token[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
}

/** The share of tokens that one of two lists has and the other has not, in order; in [0, 1]. */
export function tokenDistance(a: readonly Token[], b: readonly Token[]): number {
  const all = a.length + b.length;
  if (all === 0) return 0;
  const changed = changesBetween(a, b).reduce(
    (sum, { from, to, start, end }) => sum + (to - from) + (end - start),
    0,
  );
  return changed / all;
}

/** The same of the words of two texts. */
export function wordDistance(a: string, b: string): number {
  return a === b ? 0 : tokenDistance(wordsOf(a), wordsOf(b));
}
