/** What likeness to something stored means for a request: use it, look closely whether it will do, or make something new. */
export type Gate = 'reuse' | 'review' | 'new';

/** From this similarity on a stored thing does what is asked for (SPEC B18, F). */
export const REUSE_FROM = 0.98;
/** From this one on it may; its proof on the suite of the request decides. */
export const REVIEW_FROM = 0.95;

/** The gate of code (SPEC B18): ≥ 0.98 reuse, 0.95 to 0.98 review, below it something new. `similarity` in [0, 1]. */
export function gateOf(similarity: number): Gate {
  if (similarity >= REUSE_FROM) return 'reuse';
  return similarity >= REVIEW_FROM ? 'review' : 'new';
}
