import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Ground } from './grounds.ts';
import { policies } from './policies.ts';

/** Means over the queries that counted. `regret`: expected reward of the best model asked, less that of the chosen one. */
export type Tally = {
  readonly counted: number;
  readonly quality: number;
  readonly usd: number;
  readonly ms: number;
  readonly reward: number;
  readonly regret: number;
};

type Step = { readonly query: number; readonly share: number };

/**
 * One bootstrap replicate: the queries drawn again with replacement, each pass in another order, and every policy run afresh over the same steps.
 * So an interval over replicates holds what the queries and what the policies leave to chance.
 */
export function replicate(ground: Ground, passes: number, seed: number): Readonly<Record<string, Tally>> {
  const random = randomFrom(deriveSeed(seed, 'queries'));
  const place = (): number => Math.floor(random.uniform() * ground.queries);
  const drawn = Array.from({ length: ground.queries }, place);
  const steps: Step[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    const order = [...drawn];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random.uniform() * (last + 1));
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    // The same share for every policy: luck with an answer is the same for all that choose it.
    steps.push(...order.map((query) => ({ query, share: random.uniform() })));
  }
  return Object.fromEntries(
    Object.entries(policies).map(([name, policy]) => {
      const made = policy(ground, deriveSeed(seed, name));
      return [name, tally(ground, steps, made)];
    }),
  );
}

function tally(ground: Ground, steps: readonly Step[], policy: ReturnType<(typeof policies)[string]>): Tally {
  const sum = { counted: 0, quality: 0, usd: 0, ms: 0, reward: 0, regret: 0 };
  for (const { query, share } of steps) {
    const model = policy.choose(query);
    const outcome = ground.outcome(query, model, share);
    if (outcome === null) continue;
    policy.learn?.(model, outcome);
    sum.counted += 1;
    sum.quality += outcome.quality;
    sum.usd += outcome.usd;
    sum.ms += outcome.ms;
    sum.reward += outcome.reward;
    sum.regret += bestExpected(ground, query) - (ground.expected(query, model) ?? 0);
  }
  const mean = (total: number) => total / sum.counted;
  return {
    counted: sum.counted,
    quality: mean(sum.quality),
    usd: mean(sum.usd),
    ms: mean(sum.ms),
    reward: mean(sum.reward),
    regret: mean(sum.regret),
  };
}

function bestExpected(ground: Ground, query: number): number {
  return ground.models.reduce((best, _, model) => Math.max(best, ground.expected(query, model) ?? 0), 0);
}
