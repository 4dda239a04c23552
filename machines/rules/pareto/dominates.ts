/**
 * Values of one candidate, all to be made small, each in a unit of its own: they are compared only with the same objective of others, never added.
 * What is to be made large is handed in negated.
 */
export type Objectives = readonly number[];

/** Whether each objective has a value. A candidate without one is dominated by all that have them all. */
export function isJudged(objectives: Objectives): boolean {
  return objectives.length > 0 && !objectives.some((value) => Number.isNaN(value));
}

/** Pareto dominance: `a` is nowhere worse than `b` and somewhere better. Throws where they are of different lengths. */
export function dominates(a: Objectives, b: Objectives): boolean {
  if (a.length !== b.length) {
    throw new RangeError(
      `dominates: ${a.length} objectives beside ${b.length}; measure all candidates by the same objectives`,
    );
  }
  if (!isJudged(a) || !isJudged(b)) return isJudged(a) && !isJudged(b);
  let better = false;
  for (const [index, value] of a.entries()) {
    if (value > b[index]!) return false;
    if (value < b[index]!) better = true;
  }
  return better;
}
