import type { Compare } from '../../events/statements.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { canonicalJson, parseJson } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';

/**
 * The suite with these examples in place of its own, so that they are judged as its own are. An example whose input the suite knows is compared as
 * the suite compares it; any other in the way that most of the suite's examples are compared (of equals the first).
 */
export function goldenSuite(suite: Suite, examples: readonly GoldenExample[]): Suite {
  const compareOf = comparing(suite);
  return {
    ...suite,
    examples: examples.map(({ id, input, expected }) => {
      const value = parseJson(input);
      return {
        id: `example/${id}`,
        input: value,
        output: parseJson(expected),
        compare: compareOf(canonicalJson(value)),
        provenance: 'golden set',
      };
    }),
    held_out: [],
    inputs: [],
    relations: [],
  };
}

/** How the suite compares the answers to an input, given as canonical text. */
export function comparing(suite: Suite): (input: string) => Compare {
  const cases = [...suite.examples, ...suite.held_out].filter(({ output }) => output !== undefined);
  const own = new Map(cases.map(({ input, compare }) => [canonicalJson(input), compare]));
  const counts = new Map<string, { readonly compare: Compare; count: number }>();
  for (const { compare } of cases) {
    const text = canonicalJson(compare);
    const known = counts.get(text) ?? { compare, count: 0 };
    known.count += 1;
    counts.set(text, known);
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
  const usual = most?.compare ?? 'exact';
  return (input) => own.get(input) ?? usual;
}
