import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import type { GoldenExample } from '../../events/golden.ts';
import { sha256 } from '../../events/hash.ts';
import { goldenSplit } from '../../machines/rules/goldenSplit.ts';

const examples = fc.uniqueArray(fc.nat(100_000), { minLength: 2, maxLength: 120 }).chain((inputs) =>
  fc.tuple(...inputs.map((input) => fc.tuple(fc.constant(input), fc.boolean(), fc.nat(3)))).map((rows) =>
    rows.map(([input, good, answer]): GoldenExample => ({
      id: sha256(String(input)).slice(0, 16),
      input: String(input),
      expected: String(answer),
      label: good ? 'good' : 'failure',
    })),
  ),
);
const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const ids = (all: readonly GoldenExample[]): readonly string[] => all.map(({ id }) => id);

test.prop([examples, share, fc.nat(1000)])(
  'a split puts every example on one side, each side gets its share, and the order of the examples is nothing to it',
  (all, part, seed) => {
    const { train, holdout } = goldenSplit(all, { share: part, seed });
    expect([...ids(train), ...ids(holdout)].toSorted()).toEqual(ids(all).toSorted());
    expect(train.length).toBeGreaterThan(0);
    expect(holdout.length).toBeGreaterThan(0);
    expect(Math.abs(holdout.length - part * all.length)).toBeLessThanOrEqual(1);
    expect(goldenSplit(all.toReversed(), { share: part, seed })).toEqual({ train, holdout });
  },
);

test.prop([examples, share, fc.nat(1000)])(
  'failures are split as all are, to one example',
  (all, part, seed) => {
    const { holdout } = goldenSplit(all, { share: part, seed });
    const failures = (some: readonly GoldenExample[]): number =>
      some.filter(({ label }) => label === 'failure').length;
    const fair = (failures(all) * holdout.length) / all.length;
    expect(Math.abs(failures(holdout) - fair)).toBeLessThanOrEqual(1);
  },
);

test.prop([examples, share, fc.nat(1000), fc.nat(200)])(
  'nothing hidden is ever learned from',
  (all, part, seed, hide) => {
    const hidden = new Set(ids(all).slice(0, hide % all.length));
    const { train, holdout } = goldenSplit(all, { share: part, seed, hidden });
    expect(ids(train).filter((id) => hidden.has(id))).toEqual([]);
    expect(ids(holdout)).toEqual(expect.arrayContaining([...hidden]));
  },
);

it('another seed is another split, and what cannot be split is refused', () => {
  const all = Array.from({ length: 40 }, (_, input): GoldenExample => ({
    id: sha256(String(input)).slice(0, 16),
    input: String(input),
    expected: '1',
    label: 'good',
  }));
  const split = (seed: number) => ids(goldenSplit(all, { share: 0.5, seed }).holdout);
  expect(split(1)).not.toEqual(split(2));
  expect(() => goldenSplit(all.slice(0, 1), { share: 0.5, seed: 1 })).toThrow('two are needed');
  expect(() => goldenSplit([all[0]!, all[0]!], { share: 0.5, seed: 1 })).toThrow('one id');
  expect(() => goldenSplit(all, { share: 0.5, seed: 1, hidden: new Set(ids(all)) })).toThrow('hidden');
});
