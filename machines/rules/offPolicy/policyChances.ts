import { chooseArm } from '../bandit/chooseArm.ts';
import type { OpenAction, ReadChoice } from './readChoice.ts';

/** The product's own bandit, the best by what was known, or the chance of each action. */
export type Chances = 'thompson' | 'greedy' | { readonly [action: string]: number };

export type WrittenPolicy = {
  /** The first whose columns fit says the chances. */
  readonly when: readonly {
    readonly where: Readonly<Record<string, string>>;
    readonly chances: Chances;
  }[];
  /** Where none fits; absent: the policy says nothing of such a choice. */
  readonly chances?: Chances | undefined;
  /** What it does where it says nothing, or nothing of what it asks for could be chosen. */
  readonly otherwise: 'refuse' | 'as_logged';
};

export type ChancesThere =
  | { readonly kind: 'chances'; readonly chances: Readonly<Record<string, number>> }
  | { readonly kind: 'silent'; readonly why: 'no-rule' | 'none-open' };

/**
 * What a written policy would have done at one choice. Chances are among what could be chosen then: of actions that could not, the others have
 * the share in proportion. `everOpen`: every action that could be chosen somewhere; what never could stays asked for, so that it is refused.
 */
export function policyChances(
  { when, chances, otherwise }: WrittenPolicy,
  choice: ReadChoice,
  everOpen: ReadonlySet<string>,
): ChancesThere {
  const fits = when.find(({ where }) =>
    Object.entries(where).every(([column, value]) => choice.columns[column] === value),
  );
  const asked = fits?.chances ?? chances;
  const there = asked === undefined ? null : among(asked, choice, everOpen);
  if (there !== null) return { kind: 'chances', chances: there };
  const logged = otherwise === 'as_logged' ? asLogged(choice.open) : null;
  if (logged !== null) return { kind: 'chances', chances: logged };
  return { kind: 'silent', why: asked === undefined ? 'no-rule' : 'none-open' };
}

function among(
  asked: Chances,
  { open }: ReadChoice,
  everOpen: ReadonlySet<string>,
): Readonly<Record<string, number>> | null {
  if (asked === 'thompson' || asked === 'greedy') {
    const arms = (open ?? []).flatMap(({ action, known }) =>
      known === null ? [] : [{ name: action, ...known }],
    );
    if (arms.length === 0) return null;
    if (asked === 'thompson')
      return Object.fromEntries(chooseArm(arms, 0).arms.map(({ name, propensity }) => [name, propensity]));
    const means = arms.map(({ alpha, beta }) => alpha / (alpha + beta));
    const best = arms.filter((_arm, at) => means[at] === Math.max(...means));
    return Object.fromEntries(best.map(({ name }) => [name, 1 / best.length]));
  }
  if (open === null) return asked;
  const names = new Set(open.map(({ action }) => action));
  const left = Object.entries(asked).filter(
    ([action, chance]) => chance > 0 && (names.has(action) || !everOpen.has(action)),
  );
  const sum = left.reduce((total, [, chance]) => total + chance, 0);
  return sum > 0 ? Object.fromEntries(left.map(([action, chance]) => [action, chance / sum])) : null;
}

function asLogged(open: readonly OpenAction[] | null): Readonly<Record<string, number>> | null {
  if (open === null || open.some(({ propensity }) => propensity === null)) return null;
  return Object.fromEntries(open.map(({ action, propensity }) => [action, propensity!]));
}
