import { sha256 } from '../../events/hash.ts';
import type { GoldenExample } from '../../events/golden.ts';
import { interleaved } from './interleaved.ts';

/** Answers that fewer examples share than this are no class of their own. */
const CLASS_LEAST = 4;

export type Split = { readonly train: readonly GoldenExample[]; readonly holdout: readonly GoldenExample[] };

/**
 * Splits distinct examples so that the hold-out gets `share` of them, rounded, and the same share of each label and of each common answer (to one example).
 * The train split comes in an order of which the first few are a sample to choose by ({@link interleaved}). Who goes where follows from ids and seed, never from their order. What is `hidden` goes to the hold-out and counts towards its share.
 * Each side gets at least one. Throws below two examples, where two have one id, and where nothing or everything is hidden from training.
 */
export function goldenSplit(
  examples: readonly GoldenExample[],
  {
    share,
    seed,
    hidden = new Set(),
  }: { readonly share: number; readonly seed: number; readonly hidden?: ReadonlySet<string> },
): Split {
  if (examples.length < 2)
    throw new RangeError(`goldenSplit: ${examples.length} examples; two are needed at least`);
  if (new Set(examples.map(({ id }) => id)).size < examples.length)
    throw new RangeError('goldenSplit: two examples have one id; keep one of each input');
  const free = strata(
    examples.filter(({ id }) => !hidden.has(id)),
    seed,
  );
  if (free.length === 0)
    throw new RangeError('goldenSplit: every example is hidden; none is left to learn from');
  const before = examples.length - free.length;
  const wanted = Math.round(share * examples.length) - before;
  const take = Math.min(free.length - 1, Math.max(before === 0 ? 1 : 0, wanted));
  // Every n-th of the ordered examples: each stratum gives its share.
  const taken = new Set(
    free
      .filter(
        (_, index) =>
          Math.floor(((index + 1) * take) / free.length) > Math.floor((index * take) / free.length),
      )
      .map(({ id }) => id),
  );
  const byId = (some: readonly GoldenExample[]): readonly GoldenExample[] =>
    some.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const drawn = free.filter(({ id }) => taken.has(id));
  return {
    train: interleaved(
      free.filter(({ id }) => !taken.has(id)),
      seed,
    ),
    holdout: [...byId(drawn), ...byId(examples.filter(({ id }) => hidden.has(id)))],
  };
}

/** By label and common answer, inside by hash. */
function strata(examples: readonly GoldenExample[], seed: number): readonly GoldenExample[] {
  const counts = new Map<string, number>();
  for (const { expected } of examples) counts.set(expected, (counts.get(expected) ?? 0) + 1);
  const keyed = examples.map((example) => {
    const { expected, label, id } = example;
    const common = counts.get(expected)! >= CLASS_LEAST ? expected : '';
    return { example, key: `${label}\n${common}\n${sha256(`${seed}\n${id}`)}` };
  });
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ example }) => example);
}
