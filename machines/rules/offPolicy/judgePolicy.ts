import { evaluatePolicy } from './evaluatePolicy.ts';
import type { PolicyEvidence, PolicyRefusal } from './evaluatePolicy.ts';
import { meanOf } from './interval.ts';
import type { Estimate } from './interval.ts';
import { policyChances } from './policyChances.ts';
import type { Chances, WrittenPolicy } from './policyChances.ts';
import { withWhatWasKnown } from './readChoice.ts';
import type { ReadChoice } from './readChoice.ts';

export type PolicyJudgement =
  | (PolicyEvidence & {
      /** What the logged choices came to: the mean of their rewards. */
      readonly logged: Estimate;
      readonly contexts: number;
    })
  | PolicyRefusal
  /** The policy says nothing of `choices` choices, of which the first is at place `first`. */
  | {
      readonly kind: 'refused';
      readonly why: 'silent';
      readonly choices: number;
      readonly first: number;
      readonly reason: 'no-rule' | 'none-open';
    };

/** What a written policy would have come to on choices as they were read; `context` names the columns that make a choice like another. */
export function judgePolicy(
  read: readonly ReadChoice[],
  policy: WrittenPolicy,
  context: readonly string[],
): PolicyJudgement {
  const choices = learns(policy) ? withWhatWasKnown(read) : read;
  const everOpen = new Set(
    choices.flatMap(({ action, open }) => [action, ...(open ?? []).map((one) => one.action)]),
  );
  const there = choices.map((choice) => policyChances(policy, choice, everOpen));
  const silent = there.filter(({ kind }) => kind === 'silent').length;
  if (silent > 0) {
    const first = there.findIndex(({ kind }) => kind === 'silent');
    const { why } = there[first] as Extract<(typeof there)[number], { kind: 'silent' }>;
    return { kind: 'refused', why: 'silent', choices: silent, first, reason: why };
  }
  const log = choices.map(({ columns, action, propensity, reward }) => ({
    context: JSON.stringify(context.map((column) => columns[column] ?? '')),
    action,
    propensity,
    reward,
  }));
  const evidence = evaluatePolicy(log, (_context, at) => {
    const one = there[at]!;
    return one.kind === 'chances' ? one.chances : {};
  });
  if (evidence.kind === 'refused') return evidence;
  return {
    ...evidence,
    logged: meanOf(log.map(({ reward }) => reward)),
    contexts: new Set(log.map((choice) => choice.context)).size,
  };
}

function learns({ when, chances }: WrittenPolicy): boolean {
  const all: readonly (Chances | undefined)[] = [chances, ...when.map((one) => one.chances)];
  return all.some((one) => typeof one === 'string');
}
