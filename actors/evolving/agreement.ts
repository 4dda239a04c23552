import type { ExampleResult } from './evaluated.ts';

/** Two evaluations of the same candidate on the same examples. */
export type Agreement = {
  readonly examples: number;
  /** Share of the examples whose scores differ: what an evaluator says against itself, in [0, 1]. */
  readonly disagreement: number;
  /** Whether the two could be the same candidate: their total scores differ by no more than chance explains (2.58 standard errors of the examples that differ). */
  readonly equal: boolean;
};

/** 1 in 100 pairs of equals are told apart. */
const DEVIATIONS = 2.58;

/** Compares two evaluations by example. Throws where they are of different examples. */
export function agreementOf(one: readonly ExampleResult[], other: readonly ExampleResult[]): Agreement {
  if (one.length === 0) throw new RangeError('agreementOf: no results; evaluate at least one example');
  const scores = new Map(other.map(({ example, score }) => [example, score]));
  const differences = one.map(({ example, score }) => {
    const again = scores.get(example);
    if (again === undefined || scores.size !== one.length)
      throw new RangeError(`agreementOf: ${example} was evaluated once; evaluate the same examples twice`);
    return score - again;
  });
  const sum = differences.reduce((all, difference) => all + difference, 0);
  const squares = differences.reduce((all, difference) => all + difference ** 2, 0);
  return {
    examples: one.length,
    disagreement: differences.filter((difference) => difference !== 0).length / one.length,
    equal: Math.abs(sum) <= DEVIATIONS * Math.sqrt(squares),
  };
}
