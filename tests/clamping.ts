import { CapabilitySpec } from '../events/capability.ts';

/** Right and slow: a search finds something that costs less. */
export const SLOW_CLAMP = `function clamp(n) {
  let x = n;
  while (x > 10) x -= 1;
  while (x < 0) x += 1;
  return x;
}`;
export const RIGHT_CLAMP = 'function clamp(n) { return Math.min(10, Math.max(0, n)); }';
export const WRONG_CLAMP = 'function clamp(n) { return n < 0 ? 0 : n; }';

/** A capability that limits a number to the range from 0 to 10 and begins with `source`. */
export function clamping(capability: string, source = SLOW_CLAMP, evaluations = 60): CapabilitySpec {
  return CapabilitySpec.parse({
    capability,
    description: `Limits a number to the range from 0 to 10, for ${capability}.`,
    entry: 'clamp',
    input: { type: 'integer', minimum: -1000, maximum: 1000 },
    output: { type: 'integer' },
    examples: [-500, 0, 3, 10, 800].map((input) => ({ input, output: Math.min(10, Math.max(0, input)) })),
    held_out: [{ input: 77, output: 10 }],
    objectives: { quality_min: 0 },
    search: { evaluations, attempts: 1 },
    seeds: [{ name: 'slow', source, provenance: 'written for this test' }],
    controls: [],
    oracle: null,
  });
}
