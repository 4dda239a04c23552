import type { Operator } from '../../generators/editor/ground.ts';
import {
  assignments,
  elements,
  insertedAssignments,
  starts,
} from '../../generators/editor/operators/assignments.ts';
import {
  arithmetic,
  comparisons,
  logic,
  logicAll,
  operands,
} from '../../generators/editor/operators/binaries.ts';
import { branches } from '../../generators/editor/operators/branches.ts';
import { callArguments, unwrapCalls, wrapCalls } from '../../generators/editor/operators/calls.ts';
import { chains } from '../../generators/editor/operators/chains.ts';
import { conditions } from '../../generators/editor/operators/conditions.ts';
import { booleans, constants } from '../../generators/editor/operators/constants.ts';
import { indices } from '../../generators/editor/operators/indices.ts';
import { methods } from '../../generators/editor/operators/methods.ts';
import { names, nameSwaps } from '../../generators/editor/operators/names.ts';
import { oppositeAnswers, results } from '../../generators/editor/operators/results.ts';
import { returns } from '../../generators/editor/operators/returns.ts';
import {
  baseCases,
  deletions,
  exits,
  guards,
  placements,
} from '../../generators/editor/operators/statements.ts';
import { strings } from '../../generators/editor/operators/strings.ts';
import { transplants } from '../../generators/editor/operators/transplants.ts';
import { twins } from '../../generators/editor/operators/twins.ts';
import { offByOne, wrapBinary } from '../../generators/editor/operators/wrapping.ts';
import { SPEED_REWRITES } from '../../generators/editor/rewrites/index.ts';

/**
 * The genetic editor's typed edits as operators of a population (SPEC E4): a few classes that a log can count and a bandit can tell
 * apart. All of the editor's edits are in exactly one of them; `rewrite` alone means to keep what a program does.
 */
export const CODE_OPERATORS: Readonly<Record<string, readonly Operator[]>> = {
  edit_constant: [constants, booleans, strings],
  edit_comparison: [comparisons, branches, conditions],
  edit_arithmetic: [arithmetic, operands, offByOne, wrapBinary],
  edit_logic: [logic, logicAll],
  edit_name: [names, nameSwaps],
  edit_call: [methods, wrapCalls, unwrapCalls, callArguments, chains],
  edit_index: [indices, elements],
  edit_return: [returns, results, oppositeAnswers],
  edit_assignment: [assignments, starts, insertedAssignments],
  edit_statement: [placements, guards, exits, baseCases],
  delete_statement: [deletions],
  transplant: [transplants, twins],
  rewrite: SPEED_REWRITES,
};
