import type { PopulationSettings, Strategy } from '../../events/populationPlan.ts';
import { runArm } from './prompts/arm.ts';
import type { ArmRequest, ArmRun } from './prompts/arm.ts';
import { detailOf } from './prompts/detail.ts';
import type { PromptLine } from './prompts/detail.ts';
import { readReviews } from './prompts/reviews.ts';
import type { Reviews } from './prompts/reviews.ts';
import { rowsOf } from './prompts/rows.ts';
import type { SeedRuns } from './prompts/rows.ts';
import { scriptedModels } from './prompts/scriptedModels.ts';
import type { BenchOutcome } from './outcome.ts';

export type PromptsBenchOptions = {
  /** Folder that holds amazon_cells_labelled.txt. */
  readonly data: string;
  /** Populations of each arm. */
  readonly seeds?: number;
  /** Of `evolve`; the other arms get as many evaluations as it took. */
  readonly generations?: number;
  /** Two seeds, few generations, small samples. */
  readonly small?: boolean;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
};

/** The search goes on until its generations or evaluations are used up, so that arms can be compared. */
const ON: Partial<PopulationSettings> = { target: null, plateau: 100, finalists: 2, holdout: 300 };
/** More than `evolve` takes in its generations. */
const EVALUATIONS = 1_000_000;

/** Every arm of every seed, and what they were measured on. */
export async function evidenceOf({
  data,
  small = false,
  seeds = small ? 2 : 5,
  generations = small ? 3 : 12,
  seed = 1,
  progress = () => {},
}: PromptsBenchOptions): Promise<{ readonly reviews: Reviews; readonly runs: readonly SeedRuns[] }> {
  const reviews = await readReviews(data);
  const models = scriptedModels();
  const sample = small ? 20 : 80;
  const runs: SeedRuns[] = [];
  for (let at = seed; at < seed + seeds; at += 1) {
    const arm = async (
      strategy: Strategy,
      more: Pick<ArmRequest, 'settings' | 'evaluations'>,
    ): Promise<ArmRun> => {
      const run = await runArm({ reviews, models, strategy, seed: at, ...more });
      const { answer, served } = run;
      progress(
        `seed ${at}, ${strategy}: ${answer.evaluations} evaluations, ${answer.outcome}, held-out accuracy ${served.accuracy.toFixed(3)}`,
      );
      return run;
    };
    const settings = { ...ON, sample };
    const evolve = await arm('evolve', { settings: { ...settings, generations }, evaluations: EVALUATIONS });
    const rest = { settings: { ...settings, generations: 1000 }, evaluations: evolve.answer.evaluations };
    runs.push({ evolve, local: await arm('local', rest), random: await arm('random', rest) });
  }
  return { reviews, runs };
}

/**
 * Populations of prompts on real reviews with scripted models, reported on held-out reviews only: it measures the loop, not any model. Says no where the winners are right less often than
 * the prompt they began with, where evaluations or money are not what facts, budgets and models say, and where anything held out was seen.
 */
export async function benchPrompts(
  options: PromptsBenchOptions,
): Promise<BenchOutcome & { readonly detail: readonly PromptLine[] }> {
  const { reviews, runs } = await evidenceOf(options);
  const { seed = 1 } = options;
  const rows = rowsOf(runs, seed);
  const { results, seedPrompt } = runs[0]!.evolve;
  const { population, generations, sample } = results.settings;
  return {
    bench: 'prompts',
    config: {
      models: 'scripted, simulated',
      prices: 'simulated',
      'reviews.held': reviews.held.length,
      'reviews.golden': reviews.golden.length,
      'reviews.examples': reviews.examples.length,
      'reviews.proved': reviews.proved.length,
      population,
      generations,
      sample,
      ...Object.fromEntries(
        Object.entries(seedPrompt.composite.weights).map(([name, value]) => [`composite.${name}`, value]),
      ),
    },
    seeds: runs.map(({ evolve }) => evolve.seed),
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
    detail: runs.flatMap(({ evolve, local, random }) => [evolve, local, random].map(detailOf)),
  };
}
