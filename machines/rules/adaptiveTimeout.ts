/** Calls that ended with an answer: how many, and the 95th percentile of their latencies, µs. */
export type Seen = { readonly calls: number; readonly p95Us: number };

/** Fewer calls have no 95th percentile worth the name. */
const CALLS_MIN = 20;
const SLACK = 1.2;
/** No answer is cut off before this, however fast the others were, ms. */
const LEAST_MS = 2000;

/**
 * How long a call may take (SPEC B31): the 95th percentile of what was seen and 20 % more, by the narrowest evidence that has enough calls. `evidence` is
 * narrowest first (this model for this capability, then this model); without any it is `mostMs`, which it never exceeds.
 */
export function adaptiveTimeout(evidence: readonly Seen[], mostMs: number): number {
  const seen = evidence.find(({ calls }) => calls >= CALLS_MIN);
  if (seen === undefined) return mostMs;
  return Math.min(mostMs, Math.max(LEAST_MS, Math.ceil((seen.p95Us * SLACK) / 1000)));
}
