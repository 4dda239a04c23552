import { evaluatePolicy } from '../../../machines/rules/offPolicy/evaluatePolicy.ts';
import type { PolicyEvidence } from '../../../machines/rules/offPolicy/evaluatePolicy.ts';
import type { Estimate } from '../../../machines/rules/offPolicy/interval.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { mean } from '../../../machines/rules/statistics.ts';
import type { Logger, Target, World } from './worlds.ts';
import { valueOf } from './worlds.ts';

export const ESTIMATORS = ['ips', 'selfNormalised', 'doublyRobust'] as const;
export type Estimator = (typeof ESTIMATORS)[number];
export type Evaluate = typeof evaluatePolicy;

/** One estimator of one target from logs of one logger, over all replications. */
export type OpeLine = {
  readonly world: string;
  readonly logger: string;
  readonly target: string;
  readonly answers: number;
  readonly estimator: Estimator;
  readonly truth: number;
  readonly replications: number;
  /** Replications in which there was no estimate. */
  readonly refused: number;
  /** Mean of estimate - truth, with its standard error over replications. */
  readonly bias: number;
  readonly biasSe: number;
  /** Root of the mean squared error. */
  readonly rmse: number;
  /** Intervals that held the truth. */
  readonly covered: number;
  readonly meanWidth: number;
  readonly meanEffective: number;
};

export type Judging = {
  readonly world: string;
  readonly logger: Logger;
  readonly targets: readonly Target[];
  readonly answers: number;
  readonly replications: number;
  readonly seed: number;
  readonly evaluate?: Evaluate;
};

/** Logs are simulated anew for every replication, the same ones for each target; the truth is the world's own. */
export function judged(
  ground: World,
  { world, logger, targets, answers, replications, seed, evaluate = evaluatePolicy }: Judging,
): readonly OpeLine[] {
  const judgements = targets.map(({ name, of }) => {
    const policy = of(ground);
    return { name, policy, truth: valueOf(ground, policy), found: [] as PolicyEvidence[] };
  });
  for (let replication = 0; replication < replications; replication += 1) {
    const random = randomFrom(deriveSeed(seed, `${world} ${logger.name} ${answers} ${replication}`));
    const log = logger.log(ground, answers, random);
    for (const { policy, found } of judgements) {
      const one = evaluate(log, policy);
      if (one.kind === 'estimated') found.push(one);
    }
  }
  return judgements.flatMap(({ name, truth, found }) =>
    ESTIMATORS.map((estimator) => ({
      world,
      logger: logger.name,
      target: name,
      answers,
      estimator,
      truth,
      replications,
      refused: replications - found.length,
      meanEffective: mean(found.map(({ effectiveSampleSize }) => effectiveSampleSize)),
      ...errorsOf(
        found.map((one) => one[estimator]),
        truth,
      ),
    })),
  );
}

function errorsOf(
  estimates: readonly Estimate[],
  truth: number,
): Pick<OpeLine, 'bias' | 'biasSe' | 'rmse' | 'covered' | 'meanWidth'> {
  const bias = mean(estimates.map(({ value }) => value - truth));
  const squared = mean(estimates.map(({ value }) => (value - truth) ** 2));
  return {
    bias,
    biasSe: Math.sqrt(Math.max(0, squared - bias * bias) / estimates.length),
    rmse: Math.sqrt(squared),
    covered: estimates.filter(({ interval }) => interval[0] <= truth && truth <= interval[1]).length,
    meanWidth: mean(estimates.map(({ interval }) => interval[1] - interval[0])),
  };
}
