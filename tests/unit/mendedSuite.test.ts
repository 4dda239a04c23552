import { expect, it } from 'vitest';
import { mendedSuite } from '../../actors/evolving/mendedSuite.ts';
import type { CallOutcome, Sandbox } from '../../actors/ports.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { suiteIsIntact, suiteOf } from '../../events/suite.ts';
import type { Suite } from '../../events/suite.ts';
import { clampSpec } from '../clampCapability.ts';

/** Judges by the one postcondition of the capability: at most 10. */
const sandbox: Sandbox = {
  evaluate: async ({ inputs }) => ({
    status: 'ok',
    coverage: null,
    calls: inputs.map((given): CallOutcome => {
      const [, output] = JSON.parse(given) as [number, number];
      return { status: 'ok', output: JSON.stringify([output <= 10]), fuel: null, wallUs: 0 };
    }),
  }),
  serve: () => Promise.reject(new Error('not asked')),
  walls: () => Promise.reject(new Error('not asked')),
  close: async () => {},
};

const suite = suiteOf(clampSpec);
const example = (input: number, expected: number): GoldenExample => ({
  id: String(input).padStart(16, '0'),
  input: String(input),
  expected: String(expected),
  label: 'failure',
});

/** The winner mends all of it. */
function grown(train: readonly GoldenExample[], holdout: readonly GoldenExample[]): Promise<Suite | null> {
  const all = [...train, ...holdout];
  const scored = (score: number) => new Map(all.map(({ id }) => [id, { score }]));
  return mendedSuite(
    suite,
    { train: [...train], holdout: [...holdout] },
    {
      rows: { incumbent: scored(0), winner: scored(1) },
      provenance: (id) => `example ${id}`,
      sandbox,
    },
  );
}

const added = (next: Suite | null): unknown =>
  next && {
    examples: next.examples.slice(suite.examples.length).map(({ input, output }) => [input, output]),
    held_out: next.held_out.slice(suite.held_out.length).map(({ input, output }) => [input, output]),
  };

it('makes examples of what breeders saw, and holds out what was held out', async () => {
  const next = await grown([example(20, 10), example(5, 5)], [example(21, 10)]);
  expect(added(next)).toEqual({
    examples: [
      [20, 10],
      [5, 5],
    ],
    held_out: [[21, 10]],
  });
  expect(next).toMatchObject({ version: 2 });
  expect(suiteIsIntact(next!)).toBe(true);
});

it('adds at most eight examples and four that are held out', async () => {
  const some = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => example(from + at, 10));
  const next = await grown(some(31, 10), some(13, 6));
  expect([next!.examples.length, next!.held_out.length]).toEqual([
    suite.examples.length + 8,
    suite.held_out.length + 4,
  ]);
});

it('leaves what the suite has as it is: nothing that it holds out becomes visible, and no input gets two answers', async () => {
  expect(await grown([example(30, 10)], [example(12, 9)])).toBeNull();
  // What it has counts: else it would grow by four more each time on the same golden set.
  const known = [example(3, 4), example(12, 9), example(30, 9)];
  const next = await grown([], [...known, ...[13, 14, 15, 16].map((input) => example(input, 10))]);
  expect(next!.held_out.slice(suite.held_out.length).map(({ input }) => input)).toEqual([13]);
});

it('leaves out what breaks a statement of the suite', async () => {
  expect(added(await grown([example(20, 11), example(22, 10)], [example(21, 12)]))).toEqual({
    examples: [[22, 10]],
    held_out: [],
  });
});
