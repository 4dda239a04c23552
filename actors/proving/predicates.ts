import type { Program } from '../ports.ts';

/** A named statement about an input and its output, as JavaScript source `(input, output) => boolean`. */
export type Predicate = { readonly name: string; readonly holds: string };

/**
 * A program that judges: `judge(input, output)` gives one boolean per predicate. It runs apart from what it judges
 * (DESIGN 8), so a candidate cannot touch it; a predicate that throws does not hold.
 */
export function predicateProgram(predicates: readonly Predicate[]): Program {
  const list = predicates.map(({ holds }) => `(${holds}\n)`).join(',\n');
  return {
    language: 'javascript',
    entry: 'judge',
    spread: true,
    source: `const predicates = [\n${list}\n];
function judge(input, output) {
  return predicates.map((holds) => {
    try {
      return holds(input, output) === true;
    } catch {
      return false;
    }
  });
}
`,
  };
}
