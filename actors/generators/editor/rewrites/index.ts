import type { Operator } from '../ground.ts';
import { unwrapCalls } from '../operators/calls.ts';
import { deletions } from '../operators/statements.ts';
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
