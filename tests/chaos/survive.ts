import { expect } from 'vitest';
import { randomFrom } from '../../machines/rules/random.ts';
import { chaosWork } from './chaosWork.ts';
import type { Repairs } from '../../infra/bench/resume/repair.ts';
import type { Outcome, Work } from './chaosWork.ts';
import type { Disturbance } from './disturbances.ts';

export type Survival = {
  /** The log of a run. */
  readonly urlOf: (run: string) => string;
  readonly workload: Repairs;
  /** The same workload, undisturbed. */
  readonly calm: Outcome;
  readonly disturbance: Disturbance;
  /** Disturbances in all. */
  readonly count: number;
  /** Runs they are spread over. */
  readonly runs: number;
  readonly seed: number;
};

/** Disturbances come while the first half of the commits are made, so that there is work left to disturb when they strike. */
const LAST_SHARE = 0.5;

/**
 * Does a workload in `runs` runs with disturbances at seeded commits; each must decide what the undisturbed one decided and keep everything
 * that was acknowledged.
 */
export async function survive(survival: Survival): Promise<void> {
  const { urlOf, workload, calm, disturbance, count, runs, seed } = survival;
  const random = randomFrom(seed);
  let hit = 0;
  for (let run = 1; run <= runs; run += 1) {
    const moments = Array.from({ length: count / runs }, () =>
      Math.ceil(random.uniform() * LAST_SHARE * calm.commits),
    ).toSorted((a, b) => a - b);
    const strike = async (work: Work): Promise<void> => {
      for (const moment of moments) {
        await work.commits(moment);
        const what = await disturbance.strike(work, random);
        hit += 1;
        process.stdout.write(`chaos: ${disturbance.name} ${hit} of ${count}, commit ${moment}: ${what}\n`);
      }
    };
    const disturbed: Outcome = await chaosWork(urlOf(`run-${run}`), workload, strike);
    expect(disturbed.trace).toEqual(calm.trace);
  }
  expect(hit).toBe(count);
  process.stdout.write(`chaos: ${hit} of ${count} hit work under way; every run decided alike\n`);
}
