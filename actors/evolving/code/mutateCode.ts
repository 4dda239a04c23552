import type { Random } from '../../../machines/rules/random.ts';
import { applySpans } from '../../generators/editor/edit.ts';
import { prepareGround, type Operator } from '../../generators/editor/ground.ts';
import type { Suspicion } from '../../generators/editor/localise.ts';
import { rank } from '../../generators/editor/rank.ts';
import type { Ranked } from '../../generators/editor/rank.ts';
import type { Tree } from '../../generators/editor/tree.ts';
import { usageFactor } from '../../generators/editor/usage.ts';
import type { CodeReader } from './codeReader.ts';

/** What one edit made of a parent; `edit` is the editor's own name for it, e.g. `cmp`. */
export type Mutated = { readonly source: string; readonly edit: string };

/** Nothing in the parent shows where it is wrong. */
const anywhere: Suspicion = () => 1;

/** Order does not matter to who draws: ties need no chance. */
const NO_TIES: Random = { uniform: () => 0, normal: () => 0 };

/** Every edit of this family of a source, with its estimated chance to be the fix. */
export function likelyEdits(
  tree: Tree,
  family: readonly Operator[],
  literals: readonly (string | number | boolean)[],
  suspicion = anywhere,
): readonly Ranked[] {
  const ground = prepareGround(tree, literals);
  const edits = family.flatMap((operator) => [...operator(ground)]);
  return rank(edits, suspicion, usageFactor(ground), NO_TIES);
}

/**
 * One of these edits, drawn by its chance; edits whose child does not parse or differs in layout only are passed over. Null: none of them makes
 * another program.
 */
export function mutateCode(
  reader: CodeReader,
  source: string,
  edits: readonly Ranked[],
  random: Random,
): Mutated | null {
  // Exponential spacings: the order of these keys is a draw without replacement in proportion to the chances.
  const keys = edits.map(({ chance }) => -Math.log(1 - random.uniform()) / chance);
  for (let left = edits.length; left > 0; left -= 1) {
    let at = 0;
    for (let index = 1; index < keys.length; index += 1) if (keys[index]! < keys[at]!) at = index;
    keys[at] = Number.POSITIVE_INFINITY;
    const { edit } = edits[at]!;
    const child = applySpans(source, edit.spans);
    if (reader.isAnother(child, [source])) return { source: child, edit: edit.operator };
  }
  return null;
}
