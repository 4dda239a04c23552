import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { arbitraryFromSchema } from '../../actors/proving/arbitraryFromSchema.ts';
import { drawInputs } from '../../actors/proving/drawInputs.ts';
import { schemaCheck } from '../../actors/proving/schema.ts';
import { trafficInputs } from '../../actors/proving/traffic.ts';
import type { Json } from '../../events/json.ts';

const bound = fc.integer({ min: 0, max: 8 });
const range = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 50 }));
const leaf: fc.Arbitrary<{ [key: string]: Json }> = fc.oneof(
  range.map(([minimum, span]) => ({ type: 'integer', minimum, maximum: minimum + span })),
  range.map(([low, span]) => ({ type: 'number', exclusiveMinimum: low, maximum: low + span })),
  fc
    .tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.constantFrom(0, 0.001))
    .map(([low, span]) => ({ type: 'number', minimum: low, maximum: low + span })),
  range.map(([low, span]) => ({ type: 'integer', minimum: low, maximum: low + span * 5, multipleOf: 5 })),
  fc
    .tuple(bound, bound)
    .map(([least, more]) => ({ type: 'string', minLength: least, maxLength: least + more })),
  fc.constant({ type: 'string', pattern: '^[a-z]{2,4}(-[0-9]{1,2})?$' }),
  fc.constant({ enum: ['red', 2, null] }),
  fc.constant({ const: { fixed: true } }),
  fc.constant({ type: ['boolean', 'null'] }),
);
const { schema } = fc.letrec<{ schema: { [key: string]: Json } }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(tie('schema'), bound, bound)
      .map(([items, least, more]) => ({ type: 'array', items, minItems: least, maxItems: least + more })),
    fc.tuple(tie('schema'), tie('schema')).map(([a, b]) => ({
      type: 'object',
      properties: { a, b },
      required: ['a'],
      additionalProperties: false,
    })),
    fc.tuple(tie('schema'), tie('schema')).map(([a, b]) => ({ anyOf: [a, b] })),
    fc
      .tuple(tie('schema'), tie('schema'))
      .map(([a, b]) => ({ type: 'array', prefixItems: [a, b], items: false, minItems: 2 })),
  ),
}));

test.prop([schema, fc.nat()], { numRuns: 60 })(
  'what is drawn fits its schema, and the same seed draws the same',
  (one, seed) => {
    const fits = schemaCheck(one);
    const drawn = drawInputs(one, { seed, count: 12 });
    for (const value of drawn) expect(fits(value)).toEqual([]);
    expect(drawInputs(one, { seed, count: 12 })).toEqual(drawn);
    expect(new Set(drawn.map((value) => JSON.stringify(value))).size).toBe(drawn.length);
  },
);

describe('drawing inputs', () => {
  it('ends where a pattern and a length hardly meet, and says so where they never do', () => {
    const long = { type: 'string', pattern: '^[a-z/.-]+$', minLength: 150, maxLength: 160 };
    for (const text of drawInputs(long, { seed: 1, count: 20 }) as string[])
      expect(text).toMatch(/^[a-z/.-]{150,160}$/);
    const never = { type: 'string', pattern: '^(ab|cd)e$', minLength: 9 };
    expect(() => drawInputs(never, { seed: 1, count: 5 })).toThrow('nothing drawn fits the input schema');
    expect(
      drawInputs({ type: 'string', pattern: '^(ab)+$', minLength: 4 }, { seed: 1, count: 3 }),
    ).toHaveLength(3);
  });
  it('reaches both ends of a range and optional fields with and without', () => {
    const drawn = drawInputs({ type: 'integer', minimum: 3, maximum: 6 }, { seed: 1, count: 40 });
    expect(drawn.map(Number).toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6]);
    const objects = drawInputs({ type: 'object', properties: { a: { const: 1 } } }, { seed: 1, count: 10 });
    expect(objects).toHaveLength(2);
  });

  it('names what it cannot draw', () => {
    expect(() => arbitraryFromSchema({ $ref: '#/$defs/x' })).toThrow('$ref');
    expect(() => arbitraryFromSchema(false)).toThrow('nothing fits');
  });
});

describe('traffic', () => {
  it('has as many inputs as runs, the same for the same seed, of the lengths it says', () => {
    const phase = {
      name: 'p',
      runs: 50,
      schema: { type: 'array', items: { type: 'integer' }, minItems: 40, maxItems: 90 },
    };
    const inputs = trafficInputs(phase, 3);
    expect(inputs).toHaveLength(50);
    expect(trafficInputs(phase, 3)).toEqual(inputs);
    expect(trafficInputs(phase, 4)).not.toEqual(inputs);
    const lengths = inputs.map((input) => (input as Json[]).length);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...lengths)).toBeGreaterThan(75);
    expect(trafficInputs({ name: 'q', runs: 5, values: [1, 2] }, 3)).toEqual([1, 2, 1, 2, 1]);
  });
});
