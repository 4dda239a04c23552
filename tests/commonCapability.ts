import { randomFrom } from '../machines/rules/random.ts';

const list = { type: 'array', items: { type: 'integer', minimum: 0, maximum: 20 }, maxItems: 40 };

/** Its seed leaves out the last element, which its suite does not notice, and looks for each element one by one. */
export const commonFile = {
  capability: 'common',
  description: 'Counts the elements of a that are in b.',
  entry: 'common',
  input: {
    type: 'object',
    properties: { a: list, b: list },
    required: ['a', 'b'],
    additionalProperties: false,
  },
  output: { type: 'integer' },
  examples: [
    { input: { a: [1, 2, 9], b: [2, 3] }, output: 1 },
    { input: { a: [4, 4, 5, 0], b: [4, 5] }, output: 3 },
    { input: { a: [7, 8], b: [1] }, output: 0 },
    { input: { a: [], b: [1] }, output: 0 },
  ],
  controls: [{ name: 'all-of-a', source: 'function common({ a }) { return a.length; }' }],
  objectives: { strength_min: 0.1, quality_min: 0.3 },
  seeds: [
    {
      name: 'first',
      provenance: 'written for this test',
      source: `function common({ a, b }) {
  let n = 0;
  for (let i = 0; i < a.length - 1; i += 1) {
    if (b.includes(a[i])) n += 1;
  }
  return n;
}`,
    },
  ],
};

export type CommonCase = {
  readonly input: { readonly a: readonly number[]; readonly b: readonly number[] };
  readonly expected: number;
};

/** What is right for drawn inputs; nearly half of them the seed gets wrong. */
export function commonCases(count: number): readonly CommonCase[] {
  const random = randomFrom(3);
  const drawn = (most: number): number[] =>
    Array.from({ length: Math.floor(random.uniform() * most) }, () => Math.floor(random.uniform() * 21));
  return Array.from({ length: count }, () => {
    const input = { a: drawn(30), b: drawn(16) };
    return { input, expected: input.a.filter((one) => input.b.includes(one)).length };
  });
}
