import type { OptimizationSettings } from '../../config/settings/optimization.ts';
import { factsOf } from './ledger.ts';
import type { Ledger } from './ledger.ts';

/** Something with a turn, as the bench computes it from the log alone. */
export type Worth = { readonly target: string; readonly value: number; readonly tier: string };

/** Newest runs that say how something does, and fewest that say how good it is. */
const NEWEST = 1000;
const ENOUGH = 30;

/**
 * What is worth a session, the most valuable first, as it was at a position: usage × (1 − quality) × the dearer of a run's cost and the worth of waiting
 * for it, computed from facts and runs without the product's rules or views.
 */
export function rankingAt(
  ledger: Ledger,
  position: number,
  settings: OptimizationSettings,
): readonly Worth[] {
  const { offline_batch: batch, latency_price_usd_per_hour: hour, low_value, high_value } = settings;
  const known = { ...ledger, commits: ledger.commits.filter((one) => one.position <= position) };
  const served = new Map(
    factsOf(known, 'capability.promoted').map(({ actor, data }) => [actor, data.artifact]),
  );
  const stored = new Map(factsOf(known, 'artifact.stored').map(({ actor, data }) => [actor, data.quality]));
  const all: Worth[] = [];
  for (const target of served.values()) {
    const runs = ledger.runs.filter(({ ran, after }) => ran === target && after <= position);
    const newest = runs.slice(-NEWEST);
    const mean = (numbers: readonly number[]): number =>
      numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
    const judged = newest.flatMap(({ quality }) => quality ?? []);
    const said = newest.length >= ENOUGH && judged.length > 0 ? mean(judged) : 1;
    const potential = 1 - Math.min(stored.get(target)!, said);
    const wait = ((mean(newest.map(({ latency_us }) => latency_us)) / 1e6) * hour) / 3600;
    const run = Math.max(mean(newest.map(({ cost_micro }) => cost_micro)) / 1e6, wait);
    const value = runs.length * potential * run;
    const isWorth =
      runs.length > batch.min_usage &&
      1 - potential < batch.quality_target &&
      runs.length * potential > batch.min_potential_usage &&
      value >= batch.min_artifact_value;
    const tier = value < low_value ? 'local' : value < high_value ? 'cloud' : 'deep';
    if (isWorth) all.push({ target, value, tier });
  }
  return all.toSorted((a, b) => b.value - a.value || (a.target < b.target ? -1 : 1));
}
