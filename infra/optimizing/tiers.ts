import { SEARCHES } from '../../actors/generators/searches.ts';
import type { Tier } from '../../machines/rules/tier.ts';
import { namedBy, TIERS } from '../config/settings/optimization.ts';
import type { OptimizationSettings } from '../config/settings/optimization.ts';

/** A generator of the settings, and whether its model costs nothing. */
export type Tool = { readonly name: string; readonly free: boolean };

/** What each tier adds to the cheaper ones: names of generators (SPEC P27-P29). A generator that no tier names stands on `local` when its model is free, else on `cloud`, unless that tier names others. */
export function ownTools(
  tiers: OptimizationSettings['tiers'],
  tools: readonly Tool[],
): Readonly<Record<Tier, readonly string[]>> {
  const named = new Set(TIERS.flatMap((tier) => namedBy(tiers[tier])));
  const unnamed = (free: boolean): string[] =>
    tools.filter((one) => one.free === free && !named.has(one.name)).map(({ name }) => name);
  return {
    local: [...SEARCHES, ...(tiers.local.tool === null ? unnamed(true) : namedBy(tiers.local))],
    cloud: tiers.cloud.tool === null ? unnamed(false) : namedBy(tiers.cloud),
    deep: namedBy(tiers.deep),
  };
}
