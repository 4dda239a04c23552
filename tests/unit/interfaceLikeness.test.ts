import { expect, it, test } from 'vitest';
import type { JsonSchema } from '../../events/jsonSchema.ts';
import { interfaceLikeness } from '../../machines/rules/interfaceLikeness.ts';
import type { Interface } from '../../machines/rules/interfaceLikeness.ts';

const text: JsonSchema = { type: 'string', maxLength: 40 };
const whole: JsonSchema = { type: 'integer', minimum: 0 };
const of = (input: JsonSchema, output: JsonSchema = { type: 'string' }, spread = false): Interface => ({
  input,
  output,
  spread,
});
const person = (...names: readonly string[]): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
});

it.each([
  ['the same', of(text), of(text), 1, true],
  ['another parameter', of(text), of({ type: 'boolean' }), 0.3, false],
  ['another output', of({ type: 'string' }), of({ type: 'string' }, { type: 'array' }), 0.7, false],
  ['a limit more', of({ type: 'string' }), of(text), 0.8, true],
  ['another limit of the same kind', of(text), of({ type: 'string', maxLength: 80 }), 0.9, true],
  ['whole numbers beside any', of({ type: 'number' }), of({ type: 'integer' }), 0.8, true],
  ['one of two types', of({ type: 'string' }), of({ type: ['string', 'number'] }), 0.75, true],
  ['anything beside something', of(true), of({ type: 'string' }), 0.75, true],
  ['one of three properties', of(person('a', 'b')), of(person('b', 'c')), 0.5 / 3 + 0.5, false],
  [
    'lists of other things',
    of({ type: 'array', items: text }),
    of({ type: 'array', items: whole }),
    0.3,
    false,
  ],
  [
    'types of alternatives',
    of({ anyOf: [{ type: 'string' }, { type: 'null' }] }),
    of({ type: ['null', 'string'] }),
    1,
    true,
  ],
  ['the types of listed values', of({ type: 'string' }), of({ enum: ['a', 'b'] }), 0.8, true],
])('%s', (_, one, other, likeness, matches) => {
  const found = interfaceLikeness(one, other);
  expect(found.likeness).toBeCloseTo(likeness, 5);
  expect(found.matches).toBe(matches);
  expect(interfaceLikeness(other, one)).toEqual(found);
});

test('what is called in another way does not match, however alike', () => {
  const pair: JsonSchema = { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }] };
  expect(interfaceLikeness(of(pair), of(pair, undefined, true))).toEqual({ likeness: 1, matches: false });
});
