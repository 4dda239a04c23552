import type { Operator } from '../ground.ts';
import { assignments, elements, insertedAssignments, starts } from './assignments.ts';
import { arithmetic, comparisons, logic, logicAll, operands } from './binaries.ts';
import { branches } from './branches.ts';
import { callArguments, unwrapCalls, wrapCalls } from './calls.ts';
import { chains } from './chains.ts';
import { conditions } from './conditions.ts';
import { booleans, constants } from './constants.ts';
import { indices } from './indices.ts';
import { methods } from './methods.ts';
import { names, nameSwaps } from './names.ts';
import { oppositeAnswers, results } from './results.ts';
import { returns } from './returns.ts';
import { baseCases, deletions, exits, guards, placements } from './statements.ts';
import { strings } from './strings.ts';
import { transplants } from './transplants.ts';
import { twins } from './twins.ts';
import { offByOne, wrapBinary } from './wrapping.ts';

/** The typed edits for repair, by family. */
export const REPAIR_OPERATORS: readonly Operator[] = [
  constants,
  booleans,
  strings,
  comparisons,
  arithmetic,
  logic,
  logicAll,
  operands,
  offByOne,
  wrapBinary,
  names,
  nameSwaps,
  methods,
  returns,
  wrapCalls,
  unwrapCalls,
  callArguments,
  chains,
  indices,
  transplants,
  conditions,
  branches,
  deletions,
  placements,
  guards,
  exits,
  baseCases,
  assignments,
  starts,
  insertedAssignments,
  elements,
  results,
  oppositeAnswers,
  twins,
];
