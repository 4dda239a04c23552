import { sha256 } from '../../events/hash.ts';
import type { GoldenExample } from '../../events/golden.ts';

/**
 * The examples in an order in which the first few say as much as they can, whatever their shares are: failures and what is right take turns, and
 * among each of them the different expected answers do. Where one answer is nearly always right, a sample by shares would call a constant
 * good and hardly ever ask what goes wrong. The order follows from ids and the seed alone.
 */
export function interleaved(examples: readonly GoldenExample[], seed: number): readonly GoldenExample[] {
  const drawn = examples
    .map((example) => ({ example, key: sha256(`${seed}\n${example.id}`) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ example }) => example);
  const turns = (label: GoldenExample['label']): readonly GoldenExample[] => {
    const own = drawn.filter((one) => one.label === label);
    return inTurn([...Map.groupBy(own, ({ expected }) => expected).values()]);
  };
  return inTurn([turns('failure'), turns('good')]);
}

/** The first of each list, then the second of each, until all are there. */
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    lists.flatMap((list) => (at < list.length ? [list[at]!] : [])),
  ).flat();
}
