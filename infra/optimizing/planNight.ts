import { BATCH_LISTED_MAX } from '../../events/batch.ts';
import type { BatchChoice, BatchSkip } from '../../events/batch.ts';
import type { FactData } from '../../events/catalog.ts';
import { planBatch, rankCandidates } from '../../machines/rules/batch.ts';
import type { Planned, Priced, Skipped } from '../../machines/rules/batch.ts';
import { selectTier } from '../../machines/rules/tier.ts';
import type { Level, Tier } from '../../machines/rules/tier.ts';
import type { OptimizationSettings } from '../config/settings/optimization.ts';
import type { CandidatesFound } from './candidates.ts';

/** What a session on a tier can cost at most, and what it is expected to, micro-dollars. */
export type SessionPrice = { readonly boundMicro: number; readonly expectedMicro: number };

export type NightQuestion = {
  readonly found: CandidatesFound;
  readonly settings: OptimizationSettings;
  readonly pressure: Level;
  readonly staffed: Readonly<Record<'cloud' | 'deep', boolean>>;
  readonly priceOf: (tier: Tier) => SessionPrice;
  /** What may be spent, micro-dollars. */
  readonly budgetMicro: number;
  /** Most sessions; null: as many as the money is for. */
  readonly limit: number | null;
};

/** A candidate in its turn: what a session of it may spend and where. */
export type Turn = Priced & { readonly tier: Tier };

export type NightPlan = {
  /** All that fit the criteria, in order of value: each gets its turn. */
  readonly turns: readonly Turn[];
  readonly chosen: readonly (Planned & { readonly tier: Tier })[];
  readonly skipped: readonly Skipped[];
  readonly expectedMicro: number;
  /** As the night's budget keeps it. */
  readonly fact: Omit<FactData<'batch.planned'>, 'n'>;
};

const micro = (dollars: number): number => Math.round(dollars * 1e6);

/**
 * What a batch would do, from what was read of the projections (SPEC P60, P61). The tier follows from the value alone: what does not fit into the money is skipped (C18) instead of
 * being given a cheaper tier, for its turn comes again on another night.
 */
export function planNight(question: NightQuestion): NightPlan {
  const { found, settings, pressure, staffed, priceOf, budgetMicro, limit } = question;
  const { offline_batch: batch, latency_price_usd_per_hour: latencyPrice } = settings;
  const criteria = {
    minUsage: batch.min_usage,
    qualityTarget: batch.quality_target,
    minPotentialUsage: batch.min_potential_usage,
    minValue: batch.min_artifact_value,
    latencyPrice,
  };
  const { ranked, skipped: unfit } = rankCandidates(found.candidates, criteria);
  const turns = ranked.flatMap((one): Turn[] => {
    const { tier } = selectTier({
      purpose: 'optimise',
      pressure,
      value: one.value,
      lowValue: settings.low_value,
      highValue: settings.high_value,
      leftMicro: Number.POSITIVE_INFINITY,
      estimateMicro: { cloud: 0, deep: 0 },
      staffed,
    });
    return tier === 'none' ? [] : [{ ...one, ...priceOf(tier), tier }];
  });
  const refused = ranked
    .filter(({ target }) => !turns.some((turn) => turn.target === target))
    .map(({ target, capability, value }) => {
      return { target, capability, value, reason: `nothing is optimised under ${pressure} pressure` };
    });
  const plan = planBatch(turns, budgetMicro, limit ?? Number.POSITIVE_INFINITY);
  const tiers = new Map(turns.map(({ target, tier }) => [target, tier]));
  const chosen = plan.chosen.map((one) => ({ ...one, tier: tiers.get(one.target)! }));
  const skipped = [...plan.skipped, ...refused, ...unfit];
  return {
    turns,
    chosen,
    skipped,
    expectedMicro: plan.expectedMicro,
    fact: {
      position: found.position,
      considered: found.candidates.length,
      budget_micro: budgetMicro,
      limit,
      criteria: {
        min_usage: batch.min_usage,
        quality_target: batch.quality_target,
        min_potential_usage: batch.min_potential_usage,
        min_value_micro: micro(batch.min_artifact_value),
        latency_price_micro_per_hour: micro(latencyPrice),
      },
      chosen: chosen.slice(0, BATCH_LISTED_MAX).map(choiceOf),
      skipped: skipped.slice(0, BATCH_LISTED_MAX).map(skipOf),
      not_listed:
        Math.max(0, chosen.length - BATCH_LISTED_MAX) + Math.max(0, skipped.length - BATCH_LISTED_MAX),
    },
  };
}

function choiceOf(one: Planned & { readonly tier: Tier }): BatchChoice {
  return {
    target: one.target,
    capability: one.capability,
    usage: one.usage,
    quality: one.quality,
    cost_micro: one.cost * 1e6,
    latency_us: one.latency * 1e6,
    value_micro: micro(one.value),
    tier: one.tier,
    bound_micro: one.boundMicro,
    expected_micro: one.expectedMicro,
    roi_estimated: one.roiEstimated,
  };
}

function skipOf({ target, value, reason }: Skipped): BatchSkip {
  return { target, value_micro: value === null ? null : micro(value), reason: reason.slice(0, 300) };
}
