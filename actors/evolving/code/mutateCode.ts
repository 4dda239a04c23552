import type { Random } from '../../../machines/rules/random.ts';
import type { Edit } from '../../generators/editor/edit.ts';
import { applySpans } from '../../generators/editor/edit.ts';
import { prepareGround, type Operator } from '../../generators/editor/ground.ts';
import type { Suspicion } from '../../generators/editor/localise.ts';
import { rank } from '../../generators/editor/rank.ts';
import { usageFactor } from '../../generators/editor/usage.ts';
import type { CodeReader } from './codeReader.ts';

/** What one edit made of a parent; `edit` is the editor's own name for it, e.g. `cmp`. */
export type Mutated = { readonly source: string; readonly edit: string };

/** Nothing in the parent shows where it is wrong. */
const anywhere: Suspicion = () => 1;

/**
 * One edit of this family, drawn by its estimated chance to be the fix; edits whose child does not parse or differs in layout only are
 * passed over. Null: the family has no edit for this source.
 */
export function mutateCode(
  reader: CodeReader,
  source: string,
  family: readonly Operator[],
  literals: readonly (string | number | boolean)[],
  random: Random,
  suspicion = anywhere,
): Mutated | null {
  const tree = reader.tree(source);
  if (tree === null) return null;
  const ground = prepareGround(tree, literals);
  const edits: Edit[] = family.flatMap((operator) => [...operator(ground)]);
  const ranked = rank(edits, suspicion, usageFactor(ground), random).map(({ edit, chance }) => ({
    edit,
    // Exponential spacings: the order of these keys is a draw without replacement in proportion to the chances.
    key: -Math.log(1 - random.uniform()) / chance,
  }));
  for (const { edit } of ranked.toSorted((a, b) => a.key - b.key)) {
    const child = applySpans(source, edit.spans);
    if (reader.isAnother(child, [source])) return { source: child, edit: edit.operator };
  }
  return null;
}
