import type { CapabilitySpec } from '../../events/capability.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';

/**
 * The contract as breeders see it: examples of the suite that a golden set holds out are not in it (SPEC E17). A set that is built of the suite holds out
 * some of its visible examples, whose literals and inputs would else be what children are made of.
 */
export function seenByBreeders(spec: CapabilitySpec, holdout: readonly GoldenExample[]): CapabilitySpec {
  const held = new Set(holdout.map(({ input }) => canonicalJson(parseJson(input))));
  return { ...spec, examples: spec.examples.filter(({ input }) => !held.has(canonicalJson(input))) };
}
