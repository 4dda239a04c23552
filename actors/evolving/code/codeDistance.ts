import { tokensOf } from '../../generators/editor/tokens.ts';
import { tokenDistance, wordDistance } from '../wordDistance.ts';

/**
 * The share of tokens that one of two sources has and the other has not, in order; in [0, 1]. Layout and comments of JavaScript do not count;
 * what cannot be read as JavaScript is compared by its words.
 */
export function codeDistance(a: string, b: string): number {
  const [one, other] = [tokensOf(a), tokensOf(b)];
  return one === null || other === null ? wordDistance(a, b) : tokenDistance(one, other);
}
