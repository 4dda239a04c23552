import { bestArmRows } from './bandit/bestArmRows.ts';
import { contenders, GAMMA } from './bandit/contenders.ts';
import type { Contenders } from './bandit/contenders.ts';
import type { Rule } from './bandit/identified.ts';
import { incumbentRows } from './bandit/incumbentRows.ts';
import { movingRows } from './bandit/movingRows.ts';
import { speedRows } from './bandit/speed.ts';
import { stationaryRows } from './bandit/stationary.ts';
import type { BenchOutcome } from './outcome.ts';

export type BanditBenchOptions = {
  /** Seeds of each instance. */
  readonly seeds?: number;
  /** Requests under each seed where arms stay as they are. */
  readonly requests?: number;
  /** Experiments of each instance of best-arm identification. */
  readonly experiments?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
  /** What is measured instead of the product's, as a test does that wants to hear no. */
  readonly contenders?: Contenders;
  readonly rules?: readonly Rule[];
};

/**
 * Simulated arms: regret of Thompson sampling beside UCB1 and KL-UCB, what it closes of the gap to an oracle where arms move and what that costs
 * where they do not, how an incumbent keeps its traffic, and what naming the best arm takes (SPEC E8, C63).
 */
export async function benchBandit({
  seeds = 200,
  requests = 10_000,
  experiments = 200,
  seed = 1,
  progress = () => {},
  contenders: measured = contenders,
  rules,
}: BanditBenchOptions): Promise<BenchOutcome> {
  const rows = [
    ...stationaryRows(measured, { seeds, requests, seed }, progress),
    ...movingRows(measured, { seeds, seed }, progress),
    ...incumbentRows(Math.max(1, Math.round(seeds / 40)), seed),
    ...bestArmRows({ experiments, seed, ...(rules && { rules }) }, progress),
    ...speedRows(seed),
  ];
  return {
    bench: 'bandit',
    config: { simulated: true, seeds, requests, experiments, gamma: GAMMA },
    seeds: Array.from({ length: seeds }, (_, index) => seed + index),
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
  };
}
