import type { Strategy } from '../../../events/populationPlan.ts';
import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import { pairedInterval } from '../recall/pairedInterval.ts';
import type { ArmRun } from './arm.ts';
import { bookedBy } from './booked.ts';
import type { HeldOut } from './heldOut.ts';

/** The arms of one seed. */
export type SeedRuns = Readonly<Record<Strategy, ArmRun>>;

const STRATEGIES: readonly Strategy[] = ['evolve', 'local', 'random'];
const EQUAL = 1e-9;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const shown = ([low, high]: readonly [number, number]): string => `${low.toFixed(3)} to ${high.toFixed(3)}`;

/** Everything the bench says of its populations: who is right more often on held-out reviews, for what, and whether the books agree. */
export function rowsOf(seeds: readonly SeedRuns[], seed: number): readonly BenchRow[] {
  return [...accuracyRows(seeds, seed), ...priceRows(seeds), ...bookRows(seeds)];
}

/** By review, the share of seeds after which it is judged right. */
function byReview(prompts: readonly HeldOut[]): readonly number[] {
  return prompts[0]!.scores.map((_, at) => mean(prompts.map(({ scores }) => scores[at]!)));
}

function accuracyRows(seeds: readonly SeedRuns[], seed: number): readonly BenchRow[] {
  const { seedPrompt } = seeds[0]!.evolve;
  const after = (strategy: Strategy): readonly HeldOut[] => seeds.map((runs) => runs[strategy].served);
  const interval = (ours: readonly HeldOut[], reference: readonly HeldOut[]): readonly [number, number] =>
    pairedInterval(byReview(ours), byReview(reference), seed);
  const accuracy = (prompts: readonly HeldOut[]): number => mean(prompts.map((one) => one.accuracy));
  const worse = after('evolve').filter(
    ({ scores }) => pairedInterval(scores, seedPrompt.scores, seed)[1] < 0,
  );
  return [
    counted(
      'held-out accuracy of the seed prompt',
      seedPrompt.accuracy,
      null,
      `reported: 95 % interval ${shown(seedPrompt.interval)}`,
      true,
    ),
    ...STRATEGIES.map((strategy) => {
      const ours = accuracy(after(strategy));
      const difference = `the paired difference's middle 95 % is ${shown(interval(after(strategy), [seedPrompt]))}`;
      const ratios = after(strategy).map((one) => one.accuracy / seedPrompt.accuracy);
      const judged = strategy === 'evolve';
      return {
        ...counted(
          `held-out accuracy of what serves after ${strategy}, beside the seed prompt`,
          ours,
          seedPrompt.accuracy,
          judged ? `not below it; ${difference}` : `reported: ${difference}`,
          !judged || ours >= seedPrompt.accuracy - EQUAL,
        ),
        spread: [Math.min(...ratios), Math.max(...ratios)] as const,
      };
    }),
    none(
      'seeds after which what serves after evolve is shown to be worse than the seed prompt',
      worse.length,
    ),
    ...(['random', 'local'] as const).map((other) =>
      counted(
        `held-out accuracy after evolve, beside ${other} with as many evaluations`,
        accuracy(after('evolve')),
        accuracy(after(other)),
        `reported as it is: the paired difference's middle 95 % is ${shown(interval(after('evolve'), after(other)))}`,
        true,
      ),
    ),
    ...STRATEGIES.map((strategy) =>
      counted(
        `winners of ${strategy} that serve afterwards, of its populations`,
        seeds.filter((runs) => tookOver(runs[strategy])).length,
        seeds.length,
        'reported',
        true,
      ),
    ),
  ];
}

function tookOver({ served, seedPrompt }: ArmRun): boolean {
  return served.artifact !== seedPrompt.artifact;
}

/** What an answer costs, before and after; simulated prices. */
function priceRows(seeds: readonly SeedRuns[]): readonly BenchRow[] {
  const { seedPrompt } = seeds[0]!.evolve;
  const winners = seeds.map(({ evolve }) => evolve.served);
  const row = (name: string, of: (prompt: HeldOut) => number, rule = 'reported'): BenchRow =>
    counted(
      `${name}, after evolve beside the seed prompt`,
      mean(winners.map(of)),
      of(seedPrompt),
      rule,
      true,
    );
  const passing = winners.filter(({ composite }) => composite.score_normalised !== null).length;
  return [
    row('tokens of an answer', ({ tokens }) => tokens),
    row('micro-dollars of an answer, simulated', ({ costMicro }) => costMicro),
    row('repairs of an answer', ({ repairs }) => repairs),
    row(
      'composite score',
      ({ composite }) => composite.score_raw,
      `reported: ${passing} of ${winners.length} winners pass its gate`,
    ),
    row('composite score without its gate', ({ ungated }) => ungated),
    ...STRATEGIES.map((strategy) =>
      counted(
        `dollars of a population, simulated, ${strategy}`,
        mean(seeds.map((runs) => runs[strategy].answer.cost_micro)) / 1e6,
        null,
        'reported',
        true,
      ),
    ),
  ];
}

function none(name: string, count: number): BenchRow {
  return counted(name, count, 0, 'none', count === 0);
}

/** Whether everything that counts evaluations and money says the same, and nothing was seen that was held out. */
function bookRows(seeds: readonly SeedRuns[]): readonly BenchRow[] {
  const runs = seeds.flatMap((one) => STRATEGIES.map((strategy) => one[strategy]));
  const differing = (name: string, values: (run: ArmRun) => readonly unknown[]): BenchRow =>
    none(name, runs.filter((run) => new Set(values(run)).size > 1).length);
  const evaluations = (strategy: Strategy): number =>
    mean(seeds.map((one) => one[strategy].answer.evaluations));
  return [
    counted('evaluations of a population, evolve', evaluations('evolve'), null, 'reported', true),
    ...(['local', 'random'] as const).map((strategy) =>
      counted(
        `evaluations of a population, ${strategy} beside evolve`,
        evaluations(strategy),
        evaluations('evolve'),
        'none has more than evolve with its seed',
        seeds.every((one) => one[strategy].answer.evaluations <= one.evolve.answer.evaluations),
      ),
    ),
    differing('populations whose evaluations are not those of their facts and of their budget', (run) => [
      run.answer.evaluations,
      bookedBy(run).evaluations,
      run.budget.evaluations,
    ]),
    differing(
      'populations whose money is not that of their facts, of their budget and of what models billed',
      (run) => [run.answer.cost_micro, bookedBy(run).costMicro, run.budget.costMicro, run.billedMicro],
    ),
    differing('houses whose view of costs is not what models billed', ({ house }) => [
      house.viewMicro,
      house.billedMicro,
    ]),
    differing('populations whose deploy decision is not what serves afterwards', (run) => [
      run.results.deployment?.deploy === true
        ? (run.results.winner?.artifact ?? null)
        : run.seedPrompt.artifact,
      run.served.artifact,
    ]),
    none(
      'pairs of prompt and review that were paid for twice',
      runs.reduce((sum, run) => sum + bookedBy(run).twice, 0),
    ),
    none(
      'populations whose controls passed',
      runs.filter(({ results }) => results.controls?.blocked !== null).length,
    ),
    none('answers of the seed prompt that differ from house to house', seedDifferences(runs)),
    none(
      'held-out reviews that a model saw before the report',
      runs.reduce((sum, { leaked }) => sum + leaked, 0),
    ),
    none(
      'calls of models that are not labelled simulated',
      runs.reduce((sum, { unlabelled }) => sum + unlabelled, 0),
    ),
  ];
}

function seedDifferences(runs: readonly ArmRun[]): number {
  const { scores } = runs[0]!.seedPrompt;
  return runs.reduce(
    (sum, run) => sum + run.seedPrompt.scores.filter((score, at) => score !== scores[at]).length,
    0,
  );
}
