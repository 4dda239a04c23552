import { performance } from 'node:perf_hooks';
import { chooseArm, drawnArm } from '../../../machines/rules/bandit/chooseArm.ts';
import { randomFrom } from '../../../machines/rules/random.ts';
import { compared } from '../compared.ts';
import type { BenchRow } from '../outcome.ts';
import { klUpperBound } from './klUpperBound.ts';

const ARMS = 10;
const TURNS = 5;

/** Decisions a second over ten arms that were tried 100 times each, beside those of KL-UCB's index, in turns. */
export function speedRows(seed: number): readonly BenchRow[] {
  const random = randomFrom(seed);
  const arms = Array.from({ length: ARMS }, (_, index) => {
    const won = 30 + Math.floor(random.uniform() * 40);
    return { name: `arm ${index}`, alpha: 1 + won, beta: 101 - won };
  });
  const index = (): number => {
    const bounds = arms.map(({ alpha }) => klUpperBound((alpha - 1) / 100, Math.log(1000) / 100));
    return bounds.indexOf(Math.max(...bounds));
  };
  const ways = {
    'drawn arms': { decide: () => drawnArm(arms, random), times: 20_000, share: 0.25 },
    'choices with their propensities': {
      decide: (at: number) => chooseArm(arms, at),
      times: 200,
      share: null,
    },
  };
  return Object.entries(ways).map(([name, { decide, times, share }]) => {
    const turns = Array.from({ length: TURNS }, () => ({
      ours: rate(decide, times),
      reference: rate(index, 20_000),
    }));
    return compared(
      `${name} per second, ${ARMS} arms, beside KL-UCB`,
      turns,
      share === null ? 'reported as it is' : `at least ${share} of KL-UCB's`,
      (ratio) => share === null || ratio >= share,
    );
  });
}

function rate(decide: (at: number) => unknown, times: number): number {
  const from = performance.now();
  for (let at = 0; at < times; at += 1) decide(at);
  return (times / (performance.now() - from)) * 1000;
}
