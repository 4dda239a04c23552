import { CapabilitySpec } from '../events/capability.ts';

/** Small enough to compute every number by hand. */
export const clampFile = {
  capability: 'clamp',
  description: 'Clamps a number to at most 10.',
  entry: 'clamp',
  input: { type: 'integer', minimum: 0, maximum: 50 },
  output: { type: 'integer' },
  examples: [
    { input: 3, output: 3 },
    { input: 12, output: 10 },
  ],
  held_out: [{ input: 30, output: 10 }],
  inputs: [10],
  postconditions: [{ name: 'at most 10', holds: '(input, output) => output <= 10' }],
  robustness: [
    { input: '7', expect: 'error' },
    { input: -4, expect: 'output' },
  ],
  objectives: { fuel_target: 1, quality_min: 0 },
  seeds: [],
  controls: [{ name: 'never-clamps', source: 'function clamp(n) { return n; }' }],
  oracle: null,
};
export const clampSpec = CapabilitySpec.parse(clampFile);
/** A right answer. */
export const clampRight = 'function clamp(n) {\n  if (n > 10) return 10;\n  return n;\n}';
