import type { ObserveRules, RunWindow } from '../../../events/capabilityFacts.ts';
import type { Baseline, Metric } from '../../../events/drift.ts';
import { mean, median } from '../statistics.ts';

/**
 * Standard errors by which a share has to differ from its baseline before it counts: what lies steadily beyond a threshold crosses its own
 * baseline in every second window. A mean of qualities varies at most as a share does.
 */
const CHANCE = 3;

/** Freezes the first window of a stored thing. `fuel`: the samples gathered so far. */
export function baselineOf(window: RunWindow, fuel: readonly number[], rules: ObserveRules): Baseline {
  return {
    n: window.n,
    quality: window.quality.n > 0 ? window.quality.sum / window.quality.n : null,
    error_rate: window.errors / window.n,
    latency_median_us: window.latency_us.median,
    latency_mean_us: window.latency_us.mean,
    fuel: fuel.length >= rules.min_samples ? median(fuel) : null,
    cache_hit_rate: window.cache.n > 0 ? window.cache.hits / window.cache.n : null,
  };
}

/**
 * The metrics of one window that are worse than the frozen baseline (SPEC P15-P17, C13; all reasons are reported).
 * - quality: mean below `quality_min`, and below the baseline by more than chance (what never was better has not drifted).
 * - errors: share above `error_rate_max`, and above the baseline by more than chance.
 * - latency, of what no cache answered: median (or mean, P16) above `latency_factor` × baseline and more than `latency_floor_us` slower.
 * - fuel: median of the samples above `fuel_factor` × baseline.
 * - cache: hit share below `cache_hit_min` though the baseline reached it, and below that by more than chance.
 * Each needs `min_samples` samples. `fuel` holds the samples gathered since the last fuel check.
 */
export function windowDrift(
  window: RunWindow,
  baseline: Baseline,
  fuel: readonly number[],
  rules: ObserveRules,
): Metric[] {
  const metrics: Metric[] = [];
  const enough = (n: number): boolean => n >= rules.min_samples;
  const chance = (share: number, n: number): number =>
    CHANCE * Math.sqrt(share * (1 - share) * (1 / n + 1 / baseline.n));
  if (enough(window.quality.n) && baseline.quality !== null) {
    const statistic = window.quality.sum / window.quality.n;
    if (
      statistic < rules.quality_min &&
      baseline.quality - statistic > chance(baseline.quality, window.quality.n)
    ) {
      metrics.push(metric('quality', statistic, baseline.quality, rules.quality_min, window.quality.n));
    }
  }
  if (enough(window.n)) {
    const errorRate = window.errors / window.n;
    if (
      errorRate > rules.error_rate_max &&
      errorRate - baseline.error_rate > chance(baseline.error_rate, window.n)
    ) {
      metrics.push(metric('errors', errorRate, baseline.error_rate, rules.error_rate_max, window.n));
    }
  }
  if (enough(window.executed ?? window.n) && baseline.latency_median_us > 0) {
    const byMean = rules.latency_rule === 'mean';
    const statistic = byMean ? window.latency_us.mean : window.latency_us.median;
    const reference = byMean ? baseline.latency_mean_us : baseline.latency_median_us;
    const threshold = rules.latency_factor * reference;
    if (statistic > threshold && statistic - reference >= rules.latency_floor_us) {
      metrics.push(metric('latency', statistic, reference, threshold, window.executed ?? window.n));
    }
  }
  if (enough(fuel.length) && baseline.fuel !== null) {
    const statistic = median(fuel);
    const threshold = rules.fuel_factor * baseline.fuel;
    if (statistic > threshold) metrics.push(metric('fuel', statistic, baseline.fuel, threshold, fuel.length));
  }
  if (
    enough(window.cache.n) &&
    baseline.cache_hit_rate !== null &&
    baseline.cache_hit_rate >= rules.cache_hit_min
  ) {
    const statistic = window.cache.hits / window.cache.n;
    if (
      statistic < rules.cache_hit_min &&
      baseline.cache_hit_rate - statistic > chance(baseline.cache_hit_rate, window.cache.n)
    ) {
      metrics.push(metric('cache', statistic, baseline.cache_hit_rate, rules.cache_hit_min, window.cache.n));
    }
  }
  return metrics;
}

function metric(
  reason: Metric['reason'],
  statistic: number,
  baseline: number,
  threshold: number,
  samples: number,
): Metric {
  return {
    reason,
    statistic: round6(statistic),
    baseline: round6(baseline),
    threshold: round6(threshold),
    samples,
  };
}

function round6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Mean and median of latencies in µs, as a window reports them; 0 where nothing ran. */
export function latencyOf(values: readonly number[]): RunWindow['latency_us'] {
  if (values.length === 0) return { median: 0, mean: 0 };
  return { median: median(values), mean: round6(mean(values)) };
}
