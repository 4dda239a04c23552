/** Seconds at which speed is 1/2: fitted to the seeds' three examples (SPEC C50). */
export const SPEED_CONSTANT_S = 0.2;

/**
 * Fitness in [0, 1] (SPEC C50): cube root of quality × speed × coverage, with speed = 1 / (1 + latency_s / 0.2).
 * `quality` and `coverage` in [0, 1], `latencyS` in seconds ≥ 0.
 */
export function fitness(quality: number, latencyS: number, coverage: number): number {
  return Math.cbrt(quality * speed(latencyS) * coverage);
}

/** Speed in (0, 1]: 1 at no latency, 1/2 at 0.2 s (SPEC C50). */
export function speed(latencyS: number): number {
  return 1 / (1 + latencyS / SPEED_CONSTANT_S);
}
