import { PROPENSITY_FLOOR } from '../../../machines/rules/bandit/chooseArm.ts';
import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import type { Contenders } from './contenders.ts';
import { figureOf, ratioOf, rounded, said } from './figures.ts';
import { instances, laiRobbins } from './instances.ts';
import { klUcb, ucb1 } from './policies.ts';
import type { PolicyOf } from './policies.ts';
import { regretOf } from './regret.ts';
import type { World } from './regret.ts';

export type Sized = { readonly seeds: number; readonly requests: number; readonly seed: number };

/** What learning for a moving world may cost where nothing moves. */
const PRICE = 1.1;

/**
 * Arms that stay as they are. Thompson sampling without a floor beside UCB1 and KL-UCB on the same rewards: regret, and its growth over the
 * last decade beside C ln 10 (a policy may lie below C ln T, which binds in the limit only; growth is what can be compared). On a quarter of
 * the seeds what the floor costs, and what learning for a moving world does.
 */
export function stationaryRows(
  { plain, reset, discounted }: Contenders,
  { seeds, requests, seed }: Sized,
  progress: (line: string) => void,
): readonly BenchRow[] {
  return instances.flatMap(({ name, means }) => {
    progress(`${name}: ${seeds} seeds of ${requests} requests`);
    const world: World = { name, requests, meansAt: () => means };
    const of = (policy: PolicyOf, count: number) =>
      Array.from({ length: count }, (_, index) => regretOf(policy, world, seed + index));
    const late = (policy: PolicyOf, count: number): readonly number[] =>
      of(policy, count).map((regret) => regret.late);

    const sampled = of(plain(0), seeds);
    const ours = figureOf(sampled.map((regret) => regret.late));
    const growth = figureOf(sampled.map((regret) => regret.late - regret.early));
    const [ucb, kl] = [figureOf(late(ucb1, seeds)), figureOf(late(klUcb, seeds))];
    const bound = laiRobbins(means) * Math.log(10);
    const blind = requests * (Math.max(...means) - figureOf(means).mean);
    // Where C ln T is more than choosing blindly loses, the limit is far beyond these requests.
    const far = laiRobbins(means) * Math.log(requests) > blind;
    const within = growth.mean / bound >= 0.5 && growth.mean / bound <= 1.5;
    const few = Math.max(2, Math.round(seeds / 4));
    const price = (title: string, policy: PolicyOf, base: readonly number[], rule: number | null) => {
      const ratio = ratioOf(late(policy, few), base);
      return counted(
        `simulated ${name}, ${title}: regret over plain Thompson sampling's`,
        rounded(ratio.mean),
        1,
        `${rule === null ? 'reported as it is' : `at most ${rule}`}; ${said(ratio)}; ${few} seeds`,
        rule === null || ratio.mean <= rule,
      );
    };
    const bare = sampled.slice(0, few).map((regret) => regret.late);
    const floored = late(plain(PROPENSITY_FLOOR), few);
    return [
      counted(
        `simulated ${name}, Thompson sampling: mean regret beside UCB1`,
        rounded(ours.mean),
        rounded(ucb.mean),
        `below it; ${said(ours)}, UCB1 ${said(ucb)}`,
        ours.high < ucb.low,
      ),
      counted(
        `simulated ${name}, Thompson sampling: mean regret beside KL-UCB`,
        rounded(ours.mean),
        rounded(kl.mean),
        `not above it beyond chance; KL-UCB ${said(kl)}`,
        ours.low <= kl.high,
      ),
      counted(
        `simulated ${name}, Thompson sampling: growth of regret over the last decade beside C ln 10`,
        rounded(growth.mean),
        rounded(bound),
        `${far ? 'reported as it is: C ln T is beyond what choosing blindly loses' : 'ratio from 0.5 to 1.5'}; ${said(growth)}`,
        far || within,
      ),
      price(`floor of ${PROPENSITY_FLOOR}`, plain(PROPENSITY_FLOOR), bare, null),
      price('drift reset without a floor', reset(0), bare, PRICE),
      price('drift reset, both with the floor', reset(PROPENSITY_FLOOR), floored, PRICE),
      price('discounted, both with the floor', discounted(PROPENSITY_FLOOR), floored, null),
    ];
  });
}
