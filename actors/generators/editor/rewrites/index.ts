import type { Operator } from '../ground.ts';
import { unwrapCalls } from '../operators/calls.ts';
import { deletions } from '../operators/statements.ts';

/** Rewrites that keep what a source does and cost less fuel, most often a better complexity. */
export const SPEED_REWRITES: readonly Operator[] = [];

/** Things left out: what the visible suite does not need. Tried after the rewrites, for they may overfit. */
export const TRIMS: readonly Operator[] = [deletions, unwrapCalls];
