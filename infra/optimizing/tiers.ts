import { SEARCHES } from '../../actors/generators/searches.ts';
import type { Tier } from '../../machines/rules/tier.ts';
import type { GeneratorEntry } from '../config/settings/generators.ts';
import { namedBy, TIERS } from '../config/settings/optimization.ts';
import type { Settings } from '../config/settings/settingsFile.ts';

type Tooling = Pick<Settings, 'models' | 'generators' | 'optimization'>;

/** What each tier adds to the cheaper ones: names of generators (SPEC P27-P29). A generator that no tier names stands on `local` when its model is free, else on `cloud`, unless that tier names others. */
export function ownTools({
  models,
  generators,
  optimization,
}: Tooling): Readonly<Record<Tier, readonly string[]>> {
  const { tiers } = optimization;
  const named = new Set(TIERS.flatMap((tier) => namedBy(tiers[tier])));
  const free = ({ model }: GeneratorEntry) => models[model]?.price === 'free';
  const others = generators.filter(({ name }) => !named.has(name));
  const unnamed = (fits: (one: GeneratorEntry) => boolean) => others.filter(fits).map(({ name }) => name);
  return {
    local: [...SEARCHES, ...(tiers.local.tool === null ? unnamed(free) : namedBy(tiers.local))],
    cloud: tiers.cloud.tool === null ? unnamed((one) => !free(one)) : namedBy(tiers.cloud),
    deep: namedBy(tiers.deep),
  };
}
