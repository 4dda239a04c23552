import { byPosition, type Edit, type Span } from '../edit.ts';

/** A rewrite of one or more places as one edit; null when the places overlap, for then there is no such rewrite. */
export const rewriteOf = (operator: string, spans: readonly Span[], weight = 1): Edit | null => {
  const sorted = spans.toSorted(byPosition);
  const apart = sorted.every((span, index) => index === 0 || (sorted[index - 1]?.to ?? 0) <= span.from);
  return apart ? { operator, spans: sorted, weight } : null;
};
