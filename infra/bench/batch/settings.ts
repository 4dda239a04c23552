import { OptimizationSettings } from '../../config/settings/optimization.ts';

/** The window of the night as it is by default, on the clock of a zone in which it is open now and for hours. */
export function settingsFor(budgetUsd: number, now: Date): OptimizationSettings {
  const west = (now.getUTCHours() - 23 + 24) % 24;
  const zone = west <= 12 ? `Etc/GMT+${west}` : `Etc/GMT-${24 - west}`;
  return OptimizationSettings.parse({
    tiers: {
      cloud: { tool: 'cheap', cost_per_optimization: 0.005 },
      deep: { tool: 'dear', cost_per_optimization: 0.2 },
    },
    low_value: 0.2,
    high_value: 0.35,
    offline_batch: { time_zone: zone, max_daily_budget: budgetUsd, min_artifact_value: 0.05 },
    session: { experiments: 3, patience: 1, budget_usd: 0.97, experiment_seconds: 20 },
  });
}
