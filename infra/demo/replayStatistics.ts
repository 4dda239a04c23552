/** What a run cost and was worth; money micro-dollars. */
export type PricedRun = {
  readonly cache: 'hit' | 'miss' | 'none';
  readonly cost_micro: number;
  readonly quality: number | null;
};

export type ReplayStatistics = {
  readonly executions: number;
  readonly hits: number;
  readonly hit_rate: number | null;
  readonly cost_micro: number;
  /** 1 − cost / (executions × base price); null where nothing would have been paid. */
  readonly saving: number | null;
  /** Mean over the runs that no cache answered; null where none was judged. */
  readonly cold_quality: number | null;
};

/**
 * What runs cost against paying the base price for each (SPEC A28, C43). Unlike the view `savings`, which prices a request by what runs cost
 * now, this holds them against what they cost before anything was made better. `baseMicro`: micro-dollars a run.
 */
export function replayStatistics(runs: readonly PricedRun[], baseMicro: number): ReplayStatistics {
  const executions = runs.length;
  const hits = runs.filter(({ cache }) => cache === 'hit').length;
  const cost = runs.reduce((sum, run) => sum + run.cost_micro, 0);
  const qualities = runs.flatMap(({ cache, quality }) =>
    cache === 'hit' || quality === null ? [] : [quality],
  );
  const without = executions * baseMicro;
  return {
    executions,
    hits,
    hit_rate: executions > 0 ? hits / executions : null,
    cost_micro: cost,
    saving: without > 0 ? 1 - cost / without : null,
    cold_quality:
      qualities.length > 0 ? qualities.reduce((sum, one) => sum + one, 0) / qualities.length : null,
  };
}
