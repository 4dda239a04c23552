import type { Compare } from '../../events/statements.ts';
import { parseJson } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type { CallOutcome } from '../ports.ts';
import { sameOutput } from './sameOutput.ts';

/** Every way in which the suite's own examples are compared. */
function comparesOf(suite: Suite): readonly Compare[] {
  return [...suite.examples, ...suite.held_out].map(({ compare }) => compare);
}

/**
 * Whether two programs did the same with one input: both gave an output, equal in one of the ways in which the suite compares its
 * examples, or both threw, or both were stopped. What an error says is no part of the contract.
 */
export function sameOutcome(suite: Suite, one: CallOutcome, other: CallOutcome): boolean {
  if (one.status !== 'ok' || other.status !== 'ok') return one.status === other.status;
  if (one.output === other.output) return true;
  const [a, b] = [parseJson(one.output), parseJson(other.output)];
  return comparesOf(suite).some((compare) => sameOutput(a, b, compare));
}
