import { CapabilitySpec } from '../../events/capability.ts';
import { TaskOrder } from '../../events/taskOrder.ts';

const SOURCE = `function primes(n) {
  let found = 0;
  for (let i = 2; i <= n; i += 1) {
    let prime = true;
    for (let j = 2; j * j <= i; j += 1) if (i % j === 0) { prime = false; break; }
    if (prime) found += 1;
  }
  return found;
}`;

/** Facts that say that something was proved in the sandbox. */
export const PROOF_FACTS: ReadonlySet<string> = new Set(['suite.proved', 'artifact.tested']);

/** The order of one task with a capability of its own, whose suite and whose seed have to be proved: two proofs and no search. */
export function provingOrder(capability: string): TaskOrder & { readonly spec: CapabilitySpec } {
  const spec = CapabilitySpec.parse({
    capability,
    description: 'Counts the primes up to a number.',
    entry: 'primes',
    input: { type: 'integer', minimum: 0, maximum: 300 },
    output: { type: 'integer' },
    examples: [
      [10, 4],
      [30, 10],
      [97, 25],
      [200, 46],
    ].map(([input, output]) => ({ input, output })),
    properties: [{ name: 'not more than numbers', holds: '(input, output) => output <= input' }],
    seeds: [{ name: 'trial-division', source: SOURCE, provenance: 'the bench' }],
    controls: [],
    oracle: null,
  });
  return { ...TaskOrder.parse({}), spec };
}
