import type { GenomeKind } from './breeder.ts';
import type { ExampleResult } from './evaluated.ts';

/** What each kind of genome is ranked by, all to be made small; measured time is never among them (law 7). The first decides what is right. */
export const OBJECTIVES = {
  code: ['error', 'fuel'],
  workflow: ['error', 'cost', 'fuel'],
  prompt: ['error', 'tokens', 'cost', 'repairs'],
} as const satisfies Readonly<Record<GenomeKind, readonly (keyof typeof spent | 'error')[]>>;
export type Objective = (typeof OBJECTIVES)[GenomeKind][number];

const spent = {
  fuel: (one: ExampleResult): number => one.fuel ?? 0,
  cost: (one: ExampleResult): number => one.costMicro,
  tokens: (one: ExampleResult): number => one.tokens,
  repairs: (one: ExampleResult): number => one.repairs,
};

/** What stands for a price that nothing right was bought for: finite, so that a context can hold it. */
export const NOTHING_RIGHT = Number.MAX_SAFE_INTEGER;

/**
 * The vector of a candidate, in the order of {@link OBJECTIVES}: `error` is the mean of 1 - score, in [0, 1]; every other is what all its answers took
 * (fuel, tokens, micro-dollars, repairs) per right answer, for a wrong answer is often a cheap one. At six decimals. Throws without results.
 */
export function objectivesOf(kind: GenomeKind, results: readonly ExampleResult[]): readonly number[] {
  if (results.length === 0) throw new RangeError('objectivesOf: no results; evaluate at least one example');
  const right = results.reduce((sum, { score }) => sum + score, 0);
  return OBJECTIVES[kind].map((name) => {
    if (name === 'error') return rounded(1 - right / results.length);
    if (right === 0) return NOTHING_RIGHT;
    return rounded(results.reduce((sum, one) => sum + spent[name](one), 0) / right);
  });
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
