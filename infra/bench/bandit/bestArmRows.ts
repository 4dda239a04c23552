import { bernoulliKl } from '../../../machines/rules/bandit/bernoulliKl.ts';
import { oracleWeights } from '../../../machines/rules/bandit/oracleWeights.ts';
import { deriveSeed } from '../../../machines/rules/random.ts';
import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import { figureOf, rounded, said } from './figures.ts';
import { identified, rules, samplers } from './identified.ts';
import type { Ended, Rule } from './identified.ts';
import { identification } from './instances.ts';

/** Samples after which an experiment is given up as undecided: far beyond what track-and-stop takes here. */
const LIMIT = 200_000;
/** For Thompson sampling, which hardly samples what is not best, and so hardly ever ends. */
const THOMPSON_LIMIT = 20_000;

export type Experiments = {
  readonly experiments: number;
  readonly seed: number;
  readonly rules?: readonly Rule[];
};

/**
 * Which of several arms is best, named once the evidence suffices (Garivier and Kaufmann's instances): wrong names beside delta, and samples
 * beside as many of each arm in turn, and beside kl(delta, 1 − delta) T*, below which nothing of that error can be. Thompson sampling under
 * the same stopping rule is on a fifth of the experiments.
 */
export function bestArmRows(
  { experiments, seed, rules: asked = rules }: Experiments,
  progress: (line: string) => void,
): readonly BenchRow[] {
  return identification.flatMap(({ name, means }) => {
    progress(`the best of ${name}: ${experiments} experiments`);
    const ends = (sampler: string, of: readonly Rule[], limit: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        identified(means, samplers[sampler]!, of, limit, deriveSeed(seed + index, `best of ${name}`)),
      );
    const tracked = ends('track-and-stop', asked, LIMIT, experiments);
    const turned = ends('uniform', asked, LIMIT, experiments);
    const rows = asked.flatMap((rule, index) =>
      ruleRows(
        name,
        means,
        rule,
        tracked.map((all) => all[index]!),
        turned.map((all) => all[index]!),
      ),
    );
    const few = Math.max(1, Math.round(experiments / 5));
    const drawn = ends('Thompson', asked.slice(0, 1), THOMPSON_LIMIT, few).map(([one]) => one!);
    const open = drawn.filter(({ right }) => right === null).length;
    return [
      ...rows,
      counted(
        `simulated best of ${name}, Thompson sampling until it stops, ${asked[0]!.name} at ${asked[0]!.delta}: mean samples`,
        Math.round(figureOf(drawn.map(({ samples }) => samples)).mean),
        null,
        `reported as it is: a loss; ${open} of ${few} undecided after ${THOMPSON_LIMIT}`,
        true,
      ),
    ];
  });
}

function ruleRows(
  name: string,
  means: readonly number[],
  { name: rule, delta, proven }: Rule,
  tracked: readonly Ended[],
  turned: readonly Ended[],
): readonly BenchRow[] {
  const wrong = tracked.filter(({ right }) => right !== true).length;
  const samples = figureOf(tracked.map((one) => one.samples));
  const inTurn = figureOf(turned.map((one) => one.samples));
  const least = Math.round(bernoulliKl(delta, 1 - delta) * oracleWeights(means).samples);
  const title = `simulated best of ${name}, track-and-stop, ${rule} at ${delta}`;
  return [
    counted(
      `${title}: share of wrong names`,
      rounded(wrong / tracked.length),
      delta,
      `${proven ? 'at most delta' : 'reported as it is: no theorem'}; ${wrong} of ${tracked.length}`,
      !proven || wrong / tracked.length <= delta,
    ),
    counted(
      `${title}: mean samples beside each arm in turn`,
      Math.round(samples.mean),
      Math.round(inTurn.mean),
      `fewer; ${said(samples)}; no less than ${least} in the mean is possible`,
      samples.high < inTurn.low,
    ),
  ];
}
