import type { GoldenExample, GoldenSet } from '../../events/golden.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';
import { extendSuite } from '../../events/suite.ts';
import type { NewCases, Suite } from '../../events/suite.ts';
import { mended } from '../../machines/rules/population/mended.ts';
import type { Sandbox } from '../ports.ts';
import { contradictionOf } from '../proving/suiteContradiction.ts';
import { comparing } from './goldenSuite.ts';

/** As many as a drift adds, twice: a suite that grew with every night would cost more at each proof. */
const VISIBLE_MAX = 8;
const HELD_OUT_MAX = 4;

type Mending = {
  /** What each answered, by example. */
  readonly rows: Parameters<typeof mended>[1];
  /** Where an example comes from. */
  readonly provenance: (example: string) => string;
  readonly sandbox: Sandbox;
};

/**
 * Suite n+1: n and what the winner mends, of the train split as examples, of the hold-out held out. An input that the suite has already stays as it
 * is: what it holds out must not become visible, and with another answer no program could meet both. What breaks its own statements is left
 * out for the same reason. Null: nothing is left.
 */
export async function mendedSuite(
  suite: Suite,
  golden: Pick<GoldenSet, 'train' | 'holdout'>,
  { rows, provenance, sandbox }: Mending,
): Promise<Suite | null> {
  const known = new Set([...suite.examples, ...suite.held_out].map(({ input }) => canonicalJson(input)));
  const compareOf = comparing(suite);
  const cases = (examples: readonly GoldenExample[], most: number): NonNullable<NewCases['examples']> =>
    // What is known counts: on the same golden set another night adds nothing.
    mended(examples, rows, most).flatMap(({ id, input, expected }) => {
      const value = parseJson(input);
      const text = canonicalJson(value);
      if (known.has(text)) return [];
      return [
        {
          input: value,
          output: parseJson(expected),
          compare: compareOf(text),
          provenance: provenance(id),
        },
      ];
    });
  const added = await meetable(
    suite,
    { examples: cases(golden.train, VISIBLE_MAX), heldOut: cases(golden.holdout, HELD_OUT_MAX) },
    sandbox,
  );
  return added.examples.length + added.heldOut.length === 0 ? null : extendSuite(suite, added);
}

type Added = Required<Pick<NewCases, 'examples' | 'heldOut'>>;

/** The cases that no statement of the suite excludes. */
async function meetable(suite: Suite, { examples, heldOut }: Added, sandbox: Sandbox): Promise<Added> {
  const alone = extendSuite({ ...suite, examples: [], held_out: [] }, { examples, heldOut });
  const found = await contradictionOf(alone, sandbox);
  if (found === null) return { examples, heldOut };
  const { input } = [...alone.examples, ...alone.held_out].find(({ id }) => id === found.one)!;
  const others = (some: Added['examples']): Added['examples'] => some.filter((one) => one.input !== input);
  return meetable(suite, { examples: others(examples), heldOut: others(heldOut) }, sandbox);
}
