import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { GoldenExample } from '../../events/golden.ts';
import { sha256 } from '../../events/hash.ts';
import { interleaved } from '../../machines/rules/interleaved.ts';

const examples = fc.array(fc.tuple(fc.boolean(), fc.nat(3)), { maxLength: 120 }).map((rows) =>
  rows.map(([good, answer], input): GoldenExample => ({
    id: sha256(String(input)).slice(0, 16),
    input: String(input),
    expected: String(answer),
    label: good ? 'good' : 'failure',
  })),
);
const count = (some: readonly GoldenExample[], is: (one: GoldenExample) => boolean): number =>
  some.filter(is).length;

test.prop([examples, fc.nat(1000)])(
  'of any first so many, failures are half of it, or all there are, and no answer among them is rarer than another that is left',
  (all, seed) => {
    const ordered = interleaved(all, seed);
    expect(ordered.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
    for (let n = 1; n <= ordered.length; n += 1) {
      const first = ordered.slice(0, n);
      const rest = ordered.slice(n);
      for (const label of ['failure', 'good'] as const) {
        const own = (one: GoldenExample): boolean => one.label === label;
        if (count(rest, own) > 0) expect(count(first, own)).toBeGreaterThanOrEqual(Math.floor(n / 2));
        for (const answer of new Set(rest.filter(own).map(({ expected }) => expected))) {
          const share = (expected: string): number =>
            count(first, (one) => own(one) && one.expected === expected);
          for (const { expected } of first.filter(own))
            expect(share(answer)).toBeGreaterThanOrEqual(share(expected) - 1);
        }
      }
    }
  },
  30_000,
);

test.prop([examples, fc.nat(1000)])('the order they come in is nothing to it', (all, seed) => {
  expect(interleaved(all.toReversed(), seed)).toEqual(interleaved(all, seed));
});
