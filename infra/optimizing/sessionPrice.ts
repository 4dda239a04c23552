import { EXPERIMENT_TOKENS } from '../../actors/generators/model/modelGenerator.ts';
import type { ModelGenerator } from '../../actors/generators/model/modelGenerator.ts';
import { experimentBound, sessionBound } from '../../machines/rules/sessionCost.ts';
import type { Tier } from '../../machines/rules/tier.ts';
import type { OptimizationSettings } from '../config/settings/optimization.ts';
import { experimentsOf, modelsOf } from './experiments.ts';

/** Tokens of a prompt that a bound reckons with; what is longer shows in what was spent. */
const PROMPT_TOKENS = 16_000;
/** Climbs beyond those that find nothing; a session that goes on finding is stopped by its budget. */
const CLIMBS = 3;

type Compute = { readonly settings: OptimizationSettings; readonly cpuSecondMicro: number };

/** The most that an experiment with a generator can cost, micro-dollars; null: a search, which asks no model. */
export function experimentMicro(
  generator: ModelGenerator | null,
  { settings, cpuSecondMicro }: Compute,
): number {
  const compute = { seconds: settings.session.experiment_seconds, cpuSecondMicro };
  const call =
    generator === null ? 0 : generator.model.costOf(PROMPT_TOKENS, generator.maxTokens ?? EXPERIMENT_TOKENS);
  return experimentBound({ callMicro: call, ...compute });
}

/** The most that a session on a tier can cost, micro-dollars: what it reserves before it begins. */
export function sessionMicro(tier: Tier, generators: readonly ModelGenerator[], compute: Compute): number {
  const { settings } = compute;
  const models = modelsOf(tier, settings, generators);
  const bounds = experimentsOf(models, settings.session.experiments).map((setting) =>
    experimentMicro(models.find(({ name }) => name === setting.generator) ?? null, compute),
  );
  const budget = Math.round(settings.session.budget_usd * 1e6);
  return sessionBound(bounds, settings.session.patience + CLIMBS, budget);
}
