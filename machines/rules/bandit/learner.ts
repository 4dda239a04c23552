import type { Arm } from './posterior.ts';
import { PRIOR, updated } from './posterior.ts';

/**
 * How rewards become posteriors, a fold over them (law 8). States know arms by name and only those that were rewarded, so an arm may appear
 * (it has the prior) or vanish (nobody asks for it; when it comes back it has what it had).
 */
export interface Learner<State> {
  initial(): State;
  /** After reward r in [0, 1] of an arm. */
  step(state: State, arm: string, reward: number): State;
  posterior(state: State, arm: string): Arm;
}

/** Every reward counts for ever: right where arms stay as they are. Posteriors by name, plain JSON. */
export type Remembered = { readonly [arm: string]: Arm };

export const remembering: Learner<Remembered> = {
  initial: () => ({}),
  step: (state, name, reward) => ({ ...state, [name]: { name, ...updated(state[name] ?? PRIOR, reward) } }),
  posterior: (state, name) => state[name] ?? { name, ...PRIOR },
};
