/**
 * The order in which found things are offered (SPEC C33, A33b): similarity × (0.5 + 0.5 × quality), both in [0, 1]. Of two equal matches
 * the better proven is first; quality alone never makes up for more than half of the similarity.
 */
export function rank(similarity: number, quality: number): number {
  return similarity * (0.5 + 0.5 * quality);
}
