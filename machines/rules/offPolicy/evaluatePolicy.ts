import { doublyRobust } from './doublyRobust.ts';
import { effectiveSampleSize, ips, selfNormalised } from './importance.ts';
import { meanOf } from './interval.ts';
import type { Estimate } from './interval.ts';
import { chancesOf } from './logged.ts';
import type { LoggedChoice, TargetPolicy, Weighed } from './logged.ts';

/** Beyond so many standard errors below 1 a mean weight is no chance. */
const SHORT = 4;

export type PolicyEvidence = {
  readonly kind: 'estimated';
  readonly choices: number;
  readonly effectiveSampleSize: number;
  /** Mean weight: the share of the policy's choices that the log could have held; 1 but for chance. */
  readonly overlap: number;
  readonly ips: Estimate;
  readonly selfNormalised: Estimate;
  readonly doublyRobust: Estimate;
};

export type PolicyRefusal =
  | { readonly kind: 'refused'; readonly why: 'empty-log' }
  /** Choices without the chance they had say nothing of another policy. */
  | {
      readonly kind: 'refused';
      readonly why: 'no-propensity';
      readonly choices: number;
      readonly without: number;
    }
  /** The policy asks for what was never logged: `overlap` is the share of its choices that were, `missing` the actions that never were. */
  | {
      readonly kind: 'refused';
      readonly why: 'no-overlap';
      readonly overlap: number;
      readonly missing: readonly string[];
    };

/**
 * What another policy would have come to per choice, from choices that were logged with their propensities: three estimates with intervals, or
 * why there is none. Refused is a policy with an action that was never logged, and one whose mean weight stays below 1 by more than chance:
 * then it asks, in some contexts, for what had no chance there, and each estimate would leave that out in silence.
 * @throws RangeError where a propensity, a reward or a chance of the policy is none.
 */
export function evaluatePolicy(
  log: readonly LoggedChoice[],
  policy: TargetPolicy,
): PolicyEvidence | PolicyRefusal {
  if (log.length === 0) return { kind: 'refused', why: 'empty-log' };
  const without = log.filter(({ propensity }) => propensity === null).length;
  if (without > 0) return { kind: 'refused', why: 'no-propensity', choices: log.length, without };
  const logged = new Set(log.map(({ action }) => action));
  const missing = new Set<string>();
  let held = 0;
  const choices = log.map(({ context, action, propensity, reward }, at): Weighed => {
    if (!(propensity! > 0 && propensity! <= 1))
      throw new RangeError(
        `a propensity lies in (0, 1]: choice of "${action}" in "${context}" has ${propensity}`,
      );
    if (!Number.isFinite(reward))
      throw new RangeError(
        `a reward is a finite number: choice of "${action}" in "${context}" has ${reward}`,
      );
    const chances = chancesOf(policy, context, at);
    for (const [name, chance] of Object.entries(chances)) {
      if (logged.has(name)) held += chance;
      else if (chance > 0) missing.add(name);
    }
    return { context, action, reward, weight: (chances[action] ?? 0) / propensity! };
  });
  if (missing.size > 0)
    return {
      kind: 'refused',
      why: 'no-overlap',
      overlap: held / log.length,
      missing: [...missing].toSorted(),
    };
  const weights = meanOf(choices.map(({ weight }) => weight));
  if (weights.value === 0 || weights.value + SHORT * weights.se < 1)
    return { kind: 'refused', why: 'no-overlap', overlap: weights.value, missing: [] };
  return {
    kind: 'estimated',
    choices: log.length,
    effectiveSampleSize: effectiveSampleSize(choices),
    overlap: weights.value,
    ips: ips(choices),
    selfNormalised: selfNormalised(choices),
    doublyRobust: doublyRobust(choices, policy),
  };
}
