/** How much each sign of likeness counts. */
export type Weights = {
  /** Of the description's two signs, the share of the vector; the rest is BM25. */
  readonly vector: number;
  /** Most that words found in name and code can close of the gap to 1. */
  readonly code: number;
};

/** Fitted by `dse bench recall` on half of the reworded prompts of MBPP; `docs/explanation/memory.md` says how. */
export const WEIGHTS: Weights = { vector: 0.8, code: 0.2 };

/** The signs of likeness of a query and a document, each in [0, 1] (a cosine below 0 counts as 0). */
export type Signs = {
  readonly cosine: number;
  /** BM25 of the description, as a share of the query's own score. */
  readonly described: number;
  /** The same of name and code. */
  readonly coded: number;
};

/**
 * Similarity in [0, 1]: scores are mixed, not ranks, so it means the same for every query and 1 is the query itself.
 * It never falls when a sign rises.
 */
export function similarity({ cosine, described, coded }: Signs, weights: Weights = WEIGHTS): number {
  const text = weights.vector * Math.min(1, Math.max(0, cosine)) + (1 - weights.vector) * described;
  return 1 - (1 - text) * (1 - weights.code * coded);
}
