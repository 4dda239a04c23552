import type { Limits, Program } from '../ports.ts';

/** What judging one case may use. */
export const JUDGE_LIMITS: Limits = {
  fuel: null,
  wallMs: 1000,
  memoryMb: 64,
  outputBytes: 100_000,
  depth: 8,
};

/** A named statement about an input and its output, as JavaScript source `(input, output) => boolean`. */
export type Predicate = { readonly name: string; readonly holds: string };

/**
 * A program that judges: `judge(input, output)` gives one boolean per predicate (relations: of both inputs and outputs). It runs apart from what it judges
 * (DESIGN 8), so a candidate cannot touch it; a predicate that throws does not hold.
 */
export function predicateProgram(predicates: readonly Predicate[]): Program {
  const list = predicates.map(({ holds }) => `(${holds}\n)`).join(',\n');
  return {
    language: 'javascript',
    entry: 'judge',
    spread: true,
    source: `const predicates = [\n${list}\n];
function judge(...given) {
  return predicates.map((holds) => {
    try {
      return holds(...given) === true;
    } catch {
      return false;
    }
  });
}
`,
  };
}
