import { deriveSeed } from '../../machines/rules/random.ts';
import { DEAR_USD, ROUTE_WEIGHTS, SLOW_MS } from '../../machines/rules/routeReward.ts';
import type { RouteWeights } from '../../machines/rules/routeReward.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { complete, imputed, replayed } from './routing/grounds.ts';
import type { Ground } from './routing/grounds.ts';
import { measured } from './routing/measured.ts';
import type { Line } from './routing/measured.ts';
import { readOutcomes } from './routing/outcomes.ts';
import type { Outcomes } from './routing/outcomes.ts';
import { THOMPSON, UNIFORM } from './routing/policies.ts';

export type RoutingBenchOptions = {
  /** Folder that holds benchmark.json. */
  readonly data: string;
  /** How often the queries come by in the long run; the short run is one pass. */
  readonly passes?: number;
  readonly replicates?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
};

/**
 * SPEC C66's weights of quality and cost: what holds is judged by these, since nothing was repaired here and times are those of somebody else's
 * network (law 7). All four are measured beside them.
 */
const QUALITY_AND_COST: RouteWeights = { ...ROUTE_WEIGHTS, speed: 0, unrepaired: 0 };
const worths = { 'quality and cost': QUALITY_AND_COST, 'quality, cost and speed': ROUTE_WEIGHTS } as const;
type Worth = keyof typeof worths;
const JUDGED: Worth = 'quality and cost';

type RoutingLine = Line & { readonly worth: Worth };

/**
 * Replays real answers of nine models to a hundred queries: who routes best? Holds when cost-aware Thompson sampling is rewarded more than uniform
 * choice, the middle 95 % of the difference above 0, in each treatment of the pairs that nobody asked.
 */
export async function benchRouting({
  data,
  passes = 10,
  replicates = 1000,
  seed = 1,
  progress = () => {},
}: RoutingBenchOptions): Promise<BenchOutcome & { readonly detail: readonly RoutingLine[] }> {
  const detail: RoutingLine[] = [];
  for (const worth of Object.keys(worths) as Worth[]) {
    const outcomes = await readOutcomes(data, worths[worth]);
    for (const ground of groundsOf(outcomes)) {
      for (const times of new Set([1, passes])) {
        progress(
          `${worth}, ${ground.name}: ${replicates} replicates of ${times} x ${ground.queries} queries`,
        );
        const lines = measured(ground, { passes: times, replicates, seed: deriveSeed(seed, worth) });
        detail.push(...lines.map((line) => ({ worth, ...line })));
      }
    }
  }
  const outcomes = await readOutcomes(data, QUALITY_AND_COST);
  const rows = detail
    .filter((line) => line.worth === JUDGED && line.passes === passes && line.policy === UNIFORM)
    .map((line) => rowOf(line, detail));
  return {
    bench: 'routing',
    config: {
      queries: outcomes.queries,
      models: outcomes.models.length,
      calls: outcomes.calls,
      known: replayed(outcomes).known,
      'complete.models': complete(outcomes).models.length,
      passes,
      replicates,
      'reward.quality': QUALITY_AND_COST.quality,
      'reward.thrift': QUALITY_AND_COST.thrift,
      'reward.dear_usd': DEAR_USD,
      'reward.slow_ms': SLOW_MS,
    },
    seeds: [seed],
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
    detail,
  };
}

/** Among fewer than two models there is nothing to choose. */
function groundsOf(outcomes: Outcomes): readonly Ground[] {
  return [replayed(outcomes), imputed(outcomes), complete(outcomes)].filter(
    ({ models }) => models.length > 1,
  );
}

function rowOf(uniform: RoutingLine, detail: readonly RoutingLine[]): BenchRow {
  const { worth, ground, passes, gain, reward } = uniform;
  const same = (line: RoutingLine) =>
    line.worth === worth && line.ground === ground && line.passes === passes && line.policy === THOMPSON;
  const ours = detail.find(same)!.reward.mean;
  const [low, high] = gain.reward.interval;
  return {
    name: `reward for ${worth}, Thompson sampling beside uniform, ${ground}, ${passes} passes`,
    ours,
    reference: reward.mean,
    ratio: ours / reward.mean,
    spread: null,
    rule: `difference above 0: its middle 95 % is ${low.toFixed(3)} to ${high.toFixed(3)}`,
    holds: low > 0,
  };
}
