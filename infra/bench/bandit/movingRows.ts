import { PROPENSITY_FLOOR } from '../../../machines/rules/bandit/chooseArm.ts';
import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import { oracle } from './contenders.ts';
import type { Contenders } from './contenders.ts';
import { figureOf, ratioOf, rounded, said } from './figures.ts';
import { moving } from './instances.ts';
import type { PolicyOf } from './policies.ts';
import { regretOf } from './regret.ts';
import type { World } from './regret.ts';

/** At least so much of the gap between plain sampling and the oracle is closed. */
const CLOSED = 0.5;

/**
 * Arms that change four times at once, every policy under the floor of the product: regret, and the share that is closed of the gap between
 * plain Thompson sampling and one that is told of every change.
 */
export function movingRows(
  { plain, reset, discounted }: Contenders,
  { seeds, seed }: { readonly seeds: number; readonly seed: number },
  progress: (line: string) => void,
): readonly BenchRow[] {
  const requests = moving.phases.length * moving.length;
  progress(`arms that move: ${seeds} seeds of ${requests} requests`);
  const world: World = {
    name: 'moving',
    requests,
    meansAt: (t) => moving.phases[Math.floor(t / moving.length)]!,
  };
  const late = (policy: PolicyOf): readonly number[] =>
    Array.from({ length: seeds }, (_, index) => regretOf(policy, world, seed + index).late);
  const worst = late(plain(PROPENSITY_FLOOR));
  const best = late(oracle(PROPENSITY_FLOOR));
  const gap = worst.map((regret, index) => regret - best[index]!);
  const regretRow = (title: string, regrets: readonly number[]): BenchRow => {
    const figure = figureOf(regrets);
    return counted(
      `simulated moving arms, ${title}: mean regret beside an oracle's restarts`,
      rounded(figure.mean),
      rounded(figureOf(best).mean),
      `reported as it is; ${said(figure)}`,
      true,
    );
  };
  const closedRow = (title: string, regrets: readonly number[]): BenchRow => {
    const share = ratioOf(
      worst.map((regret, index) => regret - regrets[index]!),
      gap,
    );
    return counted(
      `simulated moving arms, ${title}: share closed of the gap between plain sampling and the oracle`,
      rounded(share.mean),
      1,
      `its interval above ${CLOSED}; ${said(share)}`,
      share.low > CLOSED,
    );
  };
  const resets = late(reset(PROPENSITY_FLOOR));
  const fading = late(discounted(PROPENSITY_FLOOR));
  return [
    regretRow('plain', worst),
    regretRow('plain without a floor', late(plain(0))),
    regretRow('drift reset', resets),
    closedRow('drift reset', resets),
    regretRow('discounted', fading),
    closedRow('discounted', fading),
  ];
}
