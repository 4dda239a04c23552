/** The rule by which a finalist takes over, as its fact tells it (SPEC C66, E14). */
export const RULE =
  'its quality is higher in the mean, and on the same held-out examples more often better than worse by the exact sign test at alpha; or its quality is not lower, ' +
  'and another objective is better in that way; of several the best quality, or the best weighted sum where weights are given';

/** The chance of error of each single claim, so that any of them being wrong has at most `alpha` (Bonferroni). */
export function claimAlpha(alpha: number, finalists: number, objectives: number): number {
  return alpha / (Math.max(1, finalists) * objectives);
}
