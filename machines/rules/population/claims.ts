/** The rule by which a finalist takes over, as its fact tells it (SPEC C66, E14). */
export const RULE =
  "the lower end of its quality on the hold-out is above the incumbent's mean; or its quality is not lower on the same examples, and another objective is better " +
  'in the mean and by paired evidence of at least 1 / alpha; of several the best quality, or the best weighted sum where weights are given';

/** The chance of error of each single claim, so that any of them being wrong has at most `alpha` (Bonferroni). */
export function claimAlpha(alpha: number, finalists: number, objectives: number): number {
  return alpha / (Math.max(1, finalists) * objectives);
}
