import { ranks } from './ranks.ts';

/** Spearman's rank correlation of pairs, in [-1, 1]: Pearson's of the ranks. NaN when one side never changes. */
export function spearman(xs: readonly number[], ys: readonly number[]): number {
  const [a, b] = [ranks(xs), ranks(ys)];
  const mean = (xs.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (const [index, rank] of a.entries()) {
    const [da, db] = [rank - mean, b[index]! - mean];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
