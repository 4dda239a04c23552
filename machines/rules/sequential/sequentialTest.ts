import type { Observation } from './pairs.ts';

/**
 * How many times a stake of 1 has been multiplied by betting against "the difference treatment - control is `against`" (an e-value): by 1 on
 * average while that is true, so it ever reaches 1/alpha with a chance of at most alpha (Ville 1939), however often one looks.
 */
export type Evidence = {
  /** That the difference is larger; also valid against every smaller one. */
  readonly greater: number;
  /** That it is smaller; also valid against every larger one. */
  readonly less: number;
  /** That it is another. */
  readonly either: number;
};

/** A fold over observations. Its state is plain JSON: it can be written and read at any point. */
export interface SequentialTest<State> {
  initial(): State;
  step(state: State, observation: Observation): State;
  evidence(state: State): Evidence;
}

/** Which evidence decides: `either` for "do they differ?", one way for a promise in one direction. */
export type Alternative = keyof Evidence;

/** Whether it is decided at error `alpha` in (0, 1). What was once decided stays decided: who looks at every observation stops here. */
export function decides(evidence: Evidence, alternative: Alternative, alpha: number): boolean {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha is ${alpha}, it lies in (0, 1)`);
  return evidence[alternative] >= 1 / alpha;
}
