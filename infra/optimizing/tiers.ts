import { SEARCHES } from '../../actors/generators/searches.ts';
import { experimentBound } from '../../machines/rules/sessionCost.ts';
import type { Tier } from '../../machines/rules/tier.ts';
import type { GeneratorEntry } from '../config/settings/generators.ts';
import { namedBy, TIERS } from '../config/settings/optimization.ts';
import type { Settings } from '../config/settings/settingsFile.ts';

type Tooling = Pick<Settings, 'models' | 'generators' | 'optimization'>;

/**
 * Tokens that a prompt is taken to have at most, and an answer whose generator has no `max_tokens`. What a call costs beyond them is booked and shown as spent beyond the
 * reservation.
 */
const PROMPT_TOKENS = 16_000;
const ANSWER_TOKENS = 16_000;

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

/** Everything a session on a tier may ask, the tier's own first: what cheaper tiers may use, a dearer one may too. */
export function toolsOf(tooling: Tooling, tier: Tier): readonly string[] {
  const own = ownTools(tooling);
  return TIERS.slice(0, TIERS.indexOf(tier) + 1)
    .toReversed()
    .flatMap((one) => own[one]);
}

/** Whether anybody stands on the tiers that cost. */
export function staffed(tooling: Tooling): Readonly<Record<'cloud' | 'deep', boolean>> {
  const { cloud, deep } = ownTools(tooling);
  return { cloud: cloud.length > 0, deep: deep.length > 0 };
}

/**
 * The most an experiment with a generator can cost, micro-dollars: one call of its model by the price list, and `experiment_seconds` of compute. `cpuSecondMicro`: the configured
 * price of a CPU second.
 */
export function experimentMicro(
  { models, generators, optimization }: Tooling,
  generator: string,
  cpuSecondMicro: number,
): number {
  const entry = generators.find(({ name }) => name === generator);
  const price = entry === undefined ? 'free' : (models[entry.model]?.price ?? 'free');
  const list = price === 'free' ? { input_usd_per_million: 0, output_usd_per_million: 0 } : price;
  return experimentBound({
    calls: entry === undefined ? 0 : 1,
    inputTokens: PROMPT_TOKENS,
    outputTokens: entry?.max_tokens ?? ANSWER_TOKENS,
    // A dollar for a million tokens is a micro-dollar for one.
    inputMicroPerToken: list.input_usd_per_million,
    outputMicroPerToken: list.output_usd_per_million,
    seconds: optimization.session.experiment_seconds,
    cpuSecondMicro,
  });
}
