import { sha256 } from '../events/hash.ts';
import type { Split } from '../events/rollout.ts';
import { chooseWithIncumbent } from '../machines/rules/bandit/chooseWithIncumbent.ts';
import type { CountedArm, IncumbentRule } from '../machines/rules/bandit/chooseWithIncumbent.ts';
import { deriveSeed } from '../machines/rules/random.ts';

/** The arm of a request, and the chance with which a unit gets it, in (0, 1]. */
export type Given = { readonly artifact: string; readonly propensity: number };

/** The first 52 bits of the sha256 of a text, as a number in [0, 1). */
function fraction(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 13), 16) / 2 ** 52;
}

/** Where a unit (its sha256) stands in a rollout, in [0, 1): below the challengers' share a challenger answers it. */
export function standing(rollout: string, unit: string): number {
  return fraction(rollout + unit);
}

/**
 * By share (SPEC G7): sticky, since challengers take units from 0 upward, so a growing share takes no unit from one of them. Among several
 * the unit goes to the one with the least −ln(u) / share, u of (rollout, unit, challenger) (weighted rendezvous hashing): a share that grows
 * only draws units to it. Units of one that is gone are the incumbent's, all others keep their arm.
 */
export function byShare({ rollout, arms, gone = [] }: Split, unit: string): Given {
  const [incumbent, ...others] = arms;
  const { artifact: old } = incumbent!;
  const challengers = others.filter(({ share }) => share > 0);
  const mine: Given = { artifact: old, propensity: 1 - sumOf(challengers) };
  const all = [...challengers, ...gone];
  if (challengers.length === 0 || (incumbent!.share > 0 && standing(rollout, unit) >= sumOf(all)))
    return mine;
  const far = ({ artifact, share }: Split['arms'][number]): number =>
    -Math.log(fraction(`${rollout} ${unit} ${artifact}`) + Number.EPSILON) / share;
  const nearest = all.reduce((best, arm) => (far(arm) < far(best) ? arm : best));
  if (gone.includes(nearest)) return mine;
  return { artifact: nearest.artifact, propensity: nearest.share };
}

function sumOf(arms: Split['arms']): number {
  return arms.reduce((sum, { share }) => sum + share, 0);
}

/**
 * By Thompson sampling with the incumbent's floor (SPEC C63, E19). The seed follows from rollout and unit, so a unit keeps its arm while
 * posteriors stay what they are. `known`: what is known of each arm; one that nothing is known of has the prior.
 */
export function byBandit(
  { rollout, arms }: Split,
  known: readonly CountedArm[],
  unit: string,
  rule?: IncumbentRule,
): Given {
  const counted = arms.map(
    ({ artifact }) =>
      known.find(({ name }) => name === artifact) ?? { name: artifact, alpha: 1, beta: 1, pulls: 0 },
  );
  const seed = deriveSeed(0, `${rollout} ${unit}`);
  const { arm, arms: withPropensity } = chooseWithIncumbent(counted, arms[0]!.artifact, seed, rule);
  return {
    artifact: arm,
    propensity: Math.min(1, withPropensity.find(({ name }) => name === arm)!.propensity),
  };
}
