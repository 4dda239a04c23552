import { sha256 } from '../../../events/hash.ts';
import { canonicalJson } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import type { GoldenBuilt, GoldenExample } from '../../../events/golden.ts';

/** Examples before they are split, with what was left out of them. */
export type Drafted = {
  readonly source: GoldenBuilt['source'];
  readonly examples: readonly GoldenExample[];
  /** Ids of examples that no breeder may see: held-out cases of the suite. */
  readonly hidden: ReadonlySet<string>;
  readonly left_out: GoldenBuilt['left_out'];
  readonly repeated: number;
  readonly position: number | null;
};

/** One text for equal inputs, and the id that follows from it. */
export function keyOf(input: Json): { readonly id: string; readonly text: string } {
  const text = canonicalJson(input);
  return { id: sha256(text).slice(0, 16), text };
}

/** The first of each input. */
export function distinct(examples: readonly GoldenExample[]): readonly GoldenExample[] {
  return [...new Map(examples.toReversed().map((example) => [example.id, example])).values()].toReversed();
}

/** An example of an input and what is right for it. */
export function exampleOf(input: Json, expected: Json, label: GoldenExample['label']): GoldenExample {
  const { id, text } = keyOf(input);
  return { id, input: text, expected: canonicalJson(expected), label };
}
