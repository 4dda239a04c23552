import type { Random } from '../../../../machines/rules/random.ts';
import type { Edit } from '../edit.ts';
import { prepareGround, type Operator } from '../ground.ts';
import { unwrapCalls } from '../operators/calls.ts';
import { deletions } from '../operators/statements.ts';
import { readTree, type Strip } from '../tree.ts';
import { accumulateInPlace, shiftToIndex, unshiftToPush } from './accumulation.ts';
import { findToMap, hoists, sliceSumToPrefix } from './lookups.ts';
import { dedupeToSet, includesToSet, indexOfToMap } from './membership.ts';
import { pairsToMap } from './pairs.ts';
import { memoise } from './recursion.ts';
import { divisorBound, earlyExit, filterShortcuts, sortToExtreme } from './shortcuts.ts';

/** Rewrites that mean to keep what a source does and cost less fuel, most often a better complexity. The proof judges both. */
export const SPEED_REWRITES: readonly Operator[] = [
  includesToSet,
  indexOfToMap,
  dedupeToSet,
  findToMap,
  sliceSumToPrefix,
  pairsToMap,
  memoise,
  accumulateInPlace,
  unshiftToPush,
  shiftToIndex,
  sortToExtreme,
  filterShortcuts,
  divisorBound,
  earlyExit,
  hoists,
];

/** Things left out: what the visible suite does not need. Tried after the rewrites, for they may overfit. */
export const TRIMS: readonly Operator[] = [deletions, unwrapCalls];

/** Every rewrite of a source, most promising first, ties by the seed; none when it does not parse. */
export const rewritesOf = (
  source: string,
  family: readonly Operator[],
  random: Random,
  strip?: Strip,
): Edit[] => {
  const tree = readTree(source, strip);
  if (tree === null) return [];
  const ground = prepareGround(tree, []);
  return family
    .flatMap((rewrite) => [...rewrite(ground)])
    .map((edit) => ({ edit, tie: random.uniform() }))
    .toSorted((a, b) => b.edit.weight - a.edit.weight || a.tie - b.tie)
    .map(({ edit }) => edit);
};
