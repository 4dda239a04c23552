import { chooseWithIncumbent, INCUMBENT_RULE } from '../../../machines/rules/bandit/chooseWithIncumbent.ts';
import { remembering } from '../../../machines/rules/bandit/learner.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import { figureOf, rounded, said } from './figures.ts';

const worlds = { worse: [0.6, 0.4], 'as good': [0.6, 0.6], better: [0.6, 0.8] } as const;
const REQUESTS = 1000;

/** The share of the first requests that goes to what serves, with one challenger (SPEC C63). */
export function incumbentRows(seeds: number, seed: number): readonly BenchRow[] {
  return Object.entries(worlds).map(([name, means]) => {
    const share = figureOf(
      Array.from({ length: seeds }, (_, index) => incumbentShare(means, deriveSeed(seed + index, name))),
    );
    return counted(
      `simulated challenger that is ${name}: share of the first ${REQUESTS} requests of the incumbent`,
      rounded(share.mean),
      INCUMBENT_RULE.share,
      `within 0.03; ${said(share)}; ${seeds} seeds`,
      Math.abs(share.mean - INCUMBENT_RULE.share) <= 0.03,
    );
  });
}

function incumbentShare(means: readonly number[], seed: number): number {
  const names = ['incumbent', 'challenger'];
  const rewards = randomFrom(deriveSeed(seed, 'rewards'));
  const pulls = [0, 0];
  let learned = remembering.initial();
  for (let t = 0; t < REQUESTS; t += 1) {
    const arms = names.map((name, index) => ({
      ...remembering.posterior(learned, name),
      pulls: pulls[index]!,
    }));
    const { arm } = chooseWithIncumbent(arms, 'incumbent', deriveSeed(seed, `request ${t}`));
    const at = names.indexOf(arm);
    pulls[at]! += 1;
    learned = remembering.step(learned, arm, rewards.uniform() < means[at]! ? 1 : 0);
  }
  return pulls[0]! / REQUESTS;
}
