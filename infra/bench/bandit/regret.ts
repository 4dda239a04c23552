import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { PolicyOf } from './policies.ts';

/** Expected reward of the best arm less that of the chosen ones, summed up; `early` after a tenth of the requests. */
export type Regret = { readonly early: number; readonly late: number };

export type World = {
  readonly name: string;
  readonly requests: number;
  readonly meansAt: (t: number) => readonly number[];
};

/**
 * One policy in one world under a seed. Every policy meets the same uniform numbers, request by request, so luck with a reward is the same
 * for all that choose the same arm.
 */
export function regretOf(policyOf: PolicyOf, { name, requests, meansAt }: World, seed: number): Regret {
  const rewards = randomFrom(deriveSeed(seed, `rewards ${name}`));
  const policy = policyOf(meansAt(0).length, deriveSeed(seed, name));
  let early = 0;
  let late = 0;
  for (let t = 0; t < requests; t += 1) {
    if (t === requests / 10) early = late;
    const means = meansAt(t);
    const arm = policy.choose(t);
    const mean = means[arm]!;
    late += Math.max(...means) - mean;
    policy.learn(arm, rewards.uniform() < mean ? 1 : 0);
  }
  return { early, late };
}
