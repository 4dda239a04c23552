import { changesBetween, tokensOf, type Token } from '../../generators/editor/tokens.ts';

/** For sources that are no JavaScript: words, numbers and single signs. */
const WORD = /[A-Za-z_]\w*|\d+|\S/g;

function wordsOf(source: string): Token[] {
  return [...source.matchAll(WORD)].map(({ 0: text, index }) => ({
    text,
    start: index,
    end: index + text.length,
  }));
}

/** The share of tokens that one of two sources has and the other has not, in order; in [0, 1]. Layout and comments do not count. */
export function codeDistance(a: string, b: string): number {
  if (a === b) return 0;
  let [one, other] = [tokensOf(a), tokensOf(b)];
  if (one === null || other === null) [one, other] = [wordsOf(a), wordsOf(b)];
  const all = one.length + other.length;
  if (all === 0) return 0;
  const changed = changesBetween(one, other).reduce(
    (sum, { from, to, start, end }) => sum + (to - from) + (end - start),
    0,
  );
  return changed / all;
}
