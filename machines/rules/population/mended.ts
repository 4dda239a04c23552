import type { ExampleRow } from '../../../events/candidate.ts';
import type { GoldenExample } from '../../../events/golden.ts';

type Scored = Pick<ExampleRow, 'score'>;

/**
 * Examples that the incumbent got wrong and the winner gets wholly right, at most `most`: one of each expected answer first, for inputs that are
 * answered alike tend to take one way through the code. In the order of the split otherwise.
 */
export function mended(
  examples: readonly GoldenExample[],
  rows: { readonly incumbent: ReadonlyMap<string, Scored>; readonly winner: ReadonlyMap<string, Scored> },
  most: number,
): readonly GoldenExample[] {
  const now = examples.filter(({ id }) => {
    const was = rows.incumbent.get(id);
    return was !== undefined && was.score < 1 && rows.winner.get(id)?.score === 1;
  });
  const seen = new Set<string>();
  const first = now.filter(({ expected }) => !seen.has(expected) && seen.add(expected));
  return [...first, ...now.filter((one) => !first.includes(one))].slice(0, most);
}
