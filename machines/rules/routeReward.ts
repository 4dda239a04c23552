/** What came of an answer that a route gave. `quality` in [0, 1], `ms` until it was there, `usd` paid, `repairs` asked for. */
export type RouteOutcome = {
  readonly quality: number;
  readonly ms: number;
  readonly usd: number;
  readonly repairs: number;
};

/** How much each part counts; together they are what counts as 1. */
export type RouteWeights = {
  readonly quality: number;
  readonly speed: number;
  readonly thrift: number;
  readonly unrepaired: number;
};

/** SPEC C66. */
export const ROUTE_WEIGHTS: RouteWeights = { quality: 0.4, speed: 0.3, thrift: 0.2, unrepaired: 0.1 };

/** From here an answer is worth nothing more for its speed, or its price (SPEC C66). */
export const SLOW_MS = 2000;
export const DEAR_USD = 0.05;

/**
 * What a route is rewarded with, in [0, 1]: weight by weight quality, 1 − min(1, ms/2000), 1 − min(1, $/0.05) and [no repairs], over the sum of the
 * weights; 0 for an answer that is wrong (SPEC C66). Throws where a part is missing or no number: that is never a pass.
 */
export function routeReward(
  { quality, ms, usd, repairs }: RouteOutcome,
  weights: RouteWeights = ROUTE_WEIGHTS,
): number {
  if (![quality, ms, usd, repairs].every((number) => number >= 0) || quality > 1)
    throw new RangeError(`routing: no outcome: quality ${quality}, ${ms} ms, $${usd}, ${repairs} repairs`);
  if (quality === 0) return 0;
  const [speed, thrift] = [1 - Math.min(1, ms / SLOW_MS), 1 - Math.min(1, usd / DEAR_USD)];
  const sum =
    weights.quality * quality +
    weights.speed * speed +
    weights.thrift * thrift +
    (repairs === 0 ? weights.unrepaired : 0);
  return sum / (weights.quality + weights.speed + weights.thrift + weights.unrepaired);
}
