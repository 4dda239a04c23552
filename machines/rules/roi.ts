/**
 * Return on an optimisation, net (SPEC P33, C29): (usage × (old − new) − cost) / cost. All amounts in one currency
 * unit; `usage` counts runs. Null when nothing was spent (C18): a ratio to nothing says nothing.
 */
export function roi(usage: number, oldCost: number, newCost: number, cost: number): number | null {
  if (cost === 0) return null;
  return (usage * (oldCost - newCost) - cost) / cost;
}

/** Before anything is measured the new cost is taken as half the old one (SPEC C9): `roi_estimated`. */
export function roiEstimated(usage: number, oldCost: number, cost: number): number | null {
  return roi(usage, oldCost, 0.5 * oldCost, cost);
}

/** Gross benefit per unit spent (SPEC C29), or null when nothing was spent. */
export function benefitCostRatio(
  usage: number,
  oldCost: number,
  newCost: number,
  cost: number,
): number | null {
  return cost === 0 ? null : (usage * (oldCost - newCost)) / cost;
}
