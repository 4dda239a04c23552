/** A choice that was made and what came of it. */
export type LoggedChoice = {
  /** What was known when it was made, as one key; '' where there is none. */
  readonly context: string;
  readonly action: string;
  /** The chance this action had, in (0, 1]; null where nobody wrote it down. */
  readonly propensity: number | null;
  /** What came of it: a finite number, the more the better. */
  readonly reward: number;
};

/**
 * Another way to choose: the chance of each action in a context. They sum to 1; what is not named has none. `at` is the choice's place in the
 * log, for a policy that goes by what was known or open at that moment.
 */
export type TargetPolicy = (context: string, at: number) => Readonly<Record<string, number>>;

/** One logged choice as the other policy sees it. */
export type Weighed = {
  readonly context: string;
  readonly action: string;
  readonly reward: number;
  /** Chance under the other policy / chance when it was made. */
  readonly weight: number;
};

/** A chance of actions is a chance: 0 or more, together 1 (1e-6). @throws RangeError naming the context. */
export function chancesOf(
  policy: TargetPolicy,
  context: string,
  at: number,
): Readonly<Record<string, number>> {
  const chances = policy(context, at);
  const all = Object.values(chances);
  const sum = all.reduce((total, chance) => total + chance, 0);
  if (!all.every((chance) => chance >= 0) || !(Math.abs(sum - 1) <= 1e-6))
    throw new RangeError(
      `the policy's chances in context "${context}" are ${JSON.stringify(chances)}: each is 0 or more, together 1`,
    );
  return chances;
}
