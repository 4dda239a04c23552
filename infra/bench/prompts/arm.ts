import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '../../../actors/models/model.ts';
import { promptGenomeText } from '../../../events/promptGenome.ts';
import type { PopulationSettings, Strategy } from '../../../events/populationPlan.ts';
import type { BudgetContext } from '../../../machines/budget/machine.ts';
import type { PopulationAnswer } from '../../answers/population.ts';
import { EvolutionSettings } from '../../config/settings/evolution.ts';
import { createDse } from '../../dse.ts';
import type { Dse } from '../../dse.ts';
import { evolveCapability } from '../../evolving/evolve.ts';
import { buildGolden } from '../../evolving/golden/build.ts';
import { servedBy } from '../../evolving/golden/served.ts';
import type { EvolutionResults } from '../../evolving/results.ts';
import { capabilityOf, goldenLines, NAME, SEED } from './capability.ts';
import { heldOut } from './heldOut.ts';
import type { HeldOut } from './heldOut.ts';
import type { Reviews } from './reviews.ts';
import { watchedModels } from './watchedModels.ts';

export type ArmRequest = {
  readonly reviews: Reviews;
  readonly models: ReadonlyMap<string, Model>;
  readonly strategy: Strategy;
  readonly settings: Partial<PopulationSettings>;
  /** At most so many. */
  readonly evaluations: number;
  readonly seed: number;
};

/** What one population came to, with what was seen of it from outside. */
export type ArmRun = {
  readonly strategy: Strategy;
  readonly seed: number;
  readonly answer: PopulationAnswer;
  readonly results: EvolutionResults;
  /** What the budget actor says was spent on it. */
  readonly budget: { readonly evaluations: number; readonly costMicro: number };
  /** What models billed while it searched, counted beside the log. */
  readonly billedMicro: number;
  /** The same of everything in the house before the report, and what the view of costs says of it. */
  readonly house: { readonly billedMicro: number; readonly viewMicro: number };
  /** Calls of models that the log does not label as simulated. */
  readonly unlabelled: number;
  /** Held-out reviews that a model was asked about, or shown, before the search was over. */
  readonly leaked: number;
  /** The prompt it began with, and what serves afterwards, on the held-out reviews. */
  readonly seedPrompt: HeldOut;
  readonly served: HeldOut;
};

/** Of the golden set: what is found needs many examples to be shown to be better. */
const HOLDOUT = 0.6;
const MINUTES = 600;
const DOLLARS = 50;

/** One population in a house of its own, from the declaration on, by the way every capability goes. */
export async function runArm(request: ArmRequest): Promise<ArmRun> {
  const { reviews, strategy, seed } = request;
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-prompts-'));
  const { models, watch } = watchedModels(request.models);
  const dse = await createDse({
    folder,
    seed,
    models,
    // All that is spent is then what models billed, the same on every machine.
    priceCpuSecond: 0,
    evolution: EvolutionSettings.parse({
      budget_usd: DOLLARS,
      proposals: 1_000_000,
      max_minutes: MINUTES,
      holdout_share: HOLDOUT,
    }),
  });
  try {
    await begin(dse, folder, request);
    const first = (await servedBy(dse.workshop, NAME)).artifact;
    if (first === null)
      throw new Error('the first prompt does not pass its suite: these reviews are too hard for it');
    const before = watch.costMicro;
    const { answer, results } = await searched(dse, request);
    await dse.settle();
    const number = async (sql: string): Promise<number> => Number((await dse.query(sql)).rows[0]!['n']);
    const viewMicro = await number(`SELECT sum(cost_micro) AS n FROM costs WHERE capability = '${NAME}'`);
    const seen = {
      billedMicro: watch.costMicro - before,
      house: { billedMicro: watch.costMicro, viewMicro },
      unlabelled: await number(
        'SELECT count(*) AS n FROM fact.run WHERE provider IS NOT NULL AND simulated IS DISTINCT FROM TRUE',
      ),
      leaked: reviews.held.filter(({ text }) => watch.texts.has(text)).length,
    };
    const { id, program } = (await servedBy(dse.workshop, NAME)).artifact!;
    return {
      strategy,
      seed,
      answer,
      results,
      budget: await spentOf(dse, answer),
      ...seen,
      seedPrompt: await heldOut(dse, first.id, promptGenomeText(SEED), reviews.held),
      served: await heldOut(dse, id, program.source, reviews.held),
    };
  } finally {
    await dse.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Until the first prompt serves and there is a golden set. */
async function begin(dse: Dse, folder: string, { reviews, seed }: ArmRequest): Promise<void> {
  await dse.declare(capabilityOf(reviews), '.');
  await dse.settle();
  await dse.submit(NAME, 'first', '', { deadline_ms: null });
  await dse.settle();
  const file = join(folder, 'golden.jsonl');
  await writeFile(file, goldenLines(reviews.golden));
  await buildGolden(dse, NAME, {
    from: { file },
    limit: reviews.golden.length,
    minQuality: dse.evolution.min_quality,
    holdout: HOLDOUT,
    seed,
  });
}

async function searched(
  dse: Dse,
  { strategy, settings, evaluations, seed }: ArmRequest,
): Promise<{ readonly answer: PopulationAnswer; readonly results: EvolutionResults }> {
  const lines = evolveCapability(
    dse,
    NAME,
    {
      golden: 'last',
      strategy,
      settings,
      weights: null,
      evaluations,
      seed,
      compare: false,
      by: 'bench prompts',
    },
    new AbortController().signal,
  );
  for (;;) {
    const { value, done } = await lines.next();
    if (!done) continue;
    if (value.status === 'ended') return value;
    throw new Error(`the population of ${strategy} with seed ${seed} did not end: ${JSON.stringify(value)}`);
  }
}

async function spentOf({ host }: Dse, { steps }: PopulationAnswer): Promise<ArmRun['budget']> {
  const queued = steps.find(({ fact }) => fact.type === 'population.queued')!.fact;
  const { id } = queued.data['budget'] as { id: string };
  const { snapshot } = await host.look({ kind: 'budget', id });
  const { spentEvaluations, spentMicro } = snapshot.context as BudgetContext;
  return { evaluations: spentEvaluations, costMicro: spentMicro };
}
