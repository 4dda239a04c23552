import type { Tier } from '../../machines/rules/ladder.ts';
import type { Workshop } from '../workshop.ts';

/** The tiers of language models that are configured. */
export function tiersOf({ modelGenerators }: Workshop): ReadonlySet<Tier> {
  return new Set([...modelGenerators.values()].map(({ tier }) => tier));
}
