import type { Posterior } from '../bandit/posterior.ts';
import { PRIOR, updated } from '../bandit/posterior.ts';

/** One action that could have been taken. */
export type OpenAction = {
  readonly action: string;
  /** The chance it had; null where nobody wrote it down. */
  readonly propensity: number | null;
  /** What was known of it; null: nothing was written down. */
  readonly known: Posterior | null;
};

/** A choice as it was read: what was known when it was made, by column, what could have been chosen, and what came of it. */
export type ReadChoice = {
  readonly columns: Readonly<Record<string, string>>;
  readonly action: string;
  readonly propensity: number | null;
  readonly reward: number;
  /** Null: only what was chosen was written down. */
  readonly open: readonly OpenAction[] | null;
};

/**
 * What could be known at each choice where nobody wrote it down: every action of the log, with the rewards of the choices before.
 * @throws RangeError where a reward is not in [0, 1].
 */
export function withWhatWasKnown(choices: readonly ReadChoice[]): readonly ReadChoice[] {
  if (choices.every(({ open }) => open?.every(({ known }) => known !== null))) return choices;
  const names = [...new Set(choices.map(({ action }) => action))];
  const known = new Map<string, Posterior>();
  return choices.map((choice) => {
    const of = (action: string): Posterior => known.get(action) ?? PRIOR;
    const open = (choice.open ?? names.map((action) => ({ action, propensity: null, known: null }))).map(
      (one) => ({ ...one, known: one.known ?? of(one.action) }),
    );
    known.set(choice.action, updated(of(choice.action), choice.reward));
    return { ...choice, open };
  });
}
