/**
 * What was spent for, kept apart (SPEC C24): `first_execution` makes what answers at all, `optimisation` makes it better,
 * `export_generation` makes it run elsewhere. All amounts of this file are in one currency unit.
 */
export const COST_KINDS = ['first_execution', 'optimisation', 'export_generation'] as const;
export type CostKind = (typeof COST_KINDS)[number];
export type Generation = Readonly<Record<CostKind, number>>;

/** Requests that share a hit rate: so many, of which the share `hitRate` in [0, 1] was answered by reuse, free of charge. */
export type Band = { readonly requests: number; readonly hitRate: number };

export type BandCost = Band & { readonly misses: number; readonly cost: number; readonly cumulative: number };

/** Everything spent before the first request is answered by reuse. */
export function generationCost(spent: Generation): number {
  return COST_KINDS.reduce((sum, kind) => sum + spent[kind], 0);
}

/**
 * Share saved by N requests against paying `perRequest` for each (SPEC P3, A23, C24): 1 − (generation + misses × c) / (N × c).
 * Negative while the generation is not paid back; null when nothing would have been paid anyway.
 */
export function saving(requests: number, perRequest: number, generation: number, misses = 0): number | null {
  const without = requests * perRequest;
  return without === 0 ? null : 1 - (generation + misses * perRequest) / without;
}

/**
 * The number of requests from which on reuse is not dearer than paying for each (SPEC C24): generation / (hit rate × c), rounded up.
 * Null when no request saves anything, so that the generation is never paid back.
 */
export function breakEven(generation: number, perRequest: number, hitRate: number): number | null {
  const savedByEach = hitRate * perRequest;
  return savedByEach > 0 ? Math.ceil(generation / savedByEach) : null;
}

/** Hits of all requests (SPEC C23): weighted by volume, for the mean of the bands' rates says nothing about money. Null without requests. */
export function weightedHitRate(bands: readonly Band[]): number | null {
  const requests = bands.reduce((sum, band) => sum + band.requests, 0);
  if (requests === 0) return null;
  return bands.reduce((sum, band) => sum + band.requests * band.hitRate, 0) / requests;
}

/** What each band costs at `perRequest` a miss, and all up to it (SPEC P77, table 6.2). Misses are expected values, so they may be fractions. */
export function bandCosts(bands: readonly Band[], perRequest: number): BandCost[] {
  let cumulative = 0;
  return bands.map((band) => {
    const misses = band.requests * (1 - band.hitRate);
    const cost = misses * perRequest;
    cumulative += cost;
    return { ...band, misses, cost, cumulative };
  });
}
