import type { Tier } from '../../machines/rules/ladder.ts';
import type { ModelGenerator } from '../generators/model/modelGenerator.ts';

/** The tiers these generators stand on. */
export function tiersOf(generators: Iterable<ModelGenerator>): ReadonlySet<Tier> {
  return new Set([...generators].map(({ tier }) => tier));
}
