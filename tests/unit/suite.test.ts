import { describe, expect, it } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { canonicalJson } from '../../events/json.ts';
import { extendSuite, Suite, suiteIsIntact, suiteOf } from '../../events/suite.ts';

const spec = CapabilitySpec.parse({
  capability: 'double',
  description: 'Doubles a number.',
  input: { type: 'number' },
  output: { type: 'number' },
  examples: [
    { input: 2, output: 4 },
    { input: 'x', error: 'TypeError' },
  ],
  held_out: [{ input: 5, output: 10 }],
  inputs: [7],
  seeds: [],
  controls: [],
  oracle: null,
});

describe('a suite', () => {
  it('holds what judges, numbered, and survives JSON with its hash', () => {
    const suite = suiteOf(spec);
    expect(suite.examples.map(({ id }) => id)).toEqual(['example/1', 'example/2']);
    expect(suite).toMatchObject({
      version: 1,
      inputs: [{ id: 'input/1', input: 7 }],
      held_out: [{ input: 5, output: 10 }],
    });
    const copy = Suite.parse(JSON.parse(canonicalJson(suite)));
    expect(suiteIsIntact(copy)).toBe(true);
    expect(copy.hash).toBe(suite.hash);
  });

  it('has the same hash for the same evidence, and another for any other', () => {
    expect(suiteOf({ ...spec, description: 'Twice.' }).hash).toBe(suiteOf(spec).hash);
    expect(suiteOf({ ...spec, inputs: [8] }).hash).not.toBe(suiteOf(spec).hash);
    expect(suiteIsIntact({ ...suiteOf(spec), seed: 1 })).toBe(false);
  });

  it('grows by a version and keeps every old case, adding none twice', () => {
    const first = suiteOf(spec);
    const fresh = { compare: 'exact', provenance: 'drift of run 12' } as const;
    const second = extendSuite(first, {
      inputs: [
        { ...fresh, input: 9 },
        { ...fresh, input: 7 },
        { ...fresh, input: 9 },
      ],
      heldOut: [{ ...fresh, input: 11, output: 22 }],
    });
    expect(second.version).toBe(2);
    expect(second.seed).toBe(first.seed);
    expect(second.examples).toEqual(first.examples);
    expect(second.inputs.map(({ id, input }) => [id, input])).toEqual([
      ['input/1', 7],
      ['input/2', 9],
    ]);
    expect(second.held_out[1]).toEqual({ ...fresh, id: 'held-out/2', input: 11, output: 22 });
    expect(suiteIsIntact(second)).toBe(true);
  });
});
