import { canonicalJson } from '../../events/json.ts';
import { sameOutput } from './sameOutput.ts';
import type { Compare } from '../../events/statements.ts';
import type { Json } from '../../events/json.ts';

type Expecting = {
  readonly input: Json;
  readonly output?: Json | undefined;
  readonly error?: string | undefined;
  readonly compare: Compare;
};

const toleranceOf = (compare: Compare): number =>
  typeof compare === 'object' && 'tolerance' in compare ? compare.tolerance : 0;

/** Whether no program can meet both: one input, two outcomes that exclude each other. */
function exclude(one: Expecting, other: Expecting): boolean {
  if ((one.error === undefined) !== (other.error === undefined)) return true;
  if (one.output === undefined || other.output === undefined) return false;
  const compares = [one.compare, other.compare];
  // What a predicate takes for right is not known before it runs.
  if (compares.some((compare) => typeof compare === 'object' && 'predicate' in compare)) return false;
  const tolerance = toleranceOf(one.compare) + toleranceOf(other.compare);
  if (tolerance > 0) return !sameOutput(one.output, other.output, { tolerance });
  return !sameOutput(one.output, other.output, compares.includes('unordered') ? 'unordered' : 'exact');
}

/** Pairs of examples that ask for different outcomes of the same input, as indices, the earlier one first. */
export function contradictions(examples: readonly Expecting[]): readonly (readonly [number, number])[] {
  const byInput = new Map<string, number[]>();
  return examples.flatMap((one, index) => {
    const text = canonicalJson(one.input);
    const before = byInput.get(text) ?? [];
    byInput.set(text, [...before, index]);
    const rival = before.find((earlier) => exclude(examples[earlier]!, one));
    return rival === undefined ? [] : [[rival, index] as const];
  });
}
