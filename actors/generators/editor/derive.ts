import type { Patch } from './patch.ts';
import { changesBetween, tokensOf } from './tokens.ts';

/**
 * The patch that turns a parent into a relative, one hunk per change of tokens, so that two relatives can be crossed. Null when a
 * source cannot be read. Layout and comments outside the changes stay the parent's.
 */
export const derivePatch = (parent: string, child: string): Patch | null => {
  const [before, after] = [tokensOf(parent), tokensOf(child)];
  if (before === null || after === null) return null;
  return changesBetween(before, after).map(({ from, to, start, end }) => {
    const first = after[start];
    const last = after[end - 1];
    const text =
      first !== undefined && last !== undefined && end > start ? child.slice(first.start, last.end) : '';
    const at = before[from]?.start ?? parent.length;
    const until = to > from ? (before[to - 1]?.end ?? at) : at;
    // An insertion needs space towards the token that follows.
    return { operators: ['cross'], spans: [{ from: at, to: until, text: to > from ? text : `${text} ` }] };
  });
};
