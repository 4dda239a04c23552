/** Beta(alpha, beta) over an arm's chance of success (SPEC E8); Beta(1, 1) before any evidence. */
export type Posterior = { readonly alpha: number; readonly beta: number };
export type Arm = Posterior & { readonly name: string };

export const PRIOR: Posterior = { alpha: 1, beta: 1 };

/** After a reward r in [0, 1]: alpha + r, beta + 1 − r (SPEC E8). */
export function updated(posterior: Posterior, reward: number): Posterior {
  if (!(reward >= 0 && reward <= 1)) throw new RangeError(`bandit: reward is ${reward}, it lies in [0, 1]`);
  return { alpha: posterior.alpha + reward, beta: posterior.beta + (1 - reward) };
}
