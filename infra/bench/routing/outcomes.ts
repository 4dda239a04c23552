import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { routeReward } from '../../../machines/rules/routeReward.ts';
import type { RouteWeights } from '../../../machines/rules/routeReward.ts';

const FILE = 'benchmark.json';

const Feedback = z.object({
  query_id: z.string(),
  model_id: z.string(),
  quality_score: z.number().min(0).max(1),
  cost: z.number().min(0),
  latency: z.number().min(0),
});
const Arm = z.object({
  model_id: z.string(),
  input_price_per_m: z.number(),
  output_price_per_m: z.number(),
  expected_quality: z.number(),
});
const File = z.object({
  algorithms: z.array(z.object({ algorithm_name: z.string(), feedback: z.array(Feedback) })).min(1),
  metadata: z.object({ model_pool: z.object({ arms: z.array(Arm).min(2) }) }),
});

/** What a model once came to on a query: right or wrong, dollars, ms, and what that is worth as a route. */
export type Outcome = {
  readonly quality: number;
  readonly usd: number;
  readonly ms: number;
  readonly reward: number;
};

export type RoutedModel = {
  readonly name: string;
  /** As its makers' list had it before anything was asked. */
  readonly listed: { readonly quality: number; readonly usd: number };
};

/** Real answers of several models to the same queries, as routers chose them: not every model was asked everything. */
export type Outcomes = {
  readonly models: readonly RoutedModel[];
  readonly queries: number;
  readonly calls: number;
  /** `cells[query][model]`: everything that came of that pair; empty where nobody asked. */
  readonly cells: readonly (readonly (readonly Outcome[])[])[];
};

/** Reads benchmark.json of conduit-benchmark; what comes of a call is worth `routeReward` by the weights. @throws Error naming the file, and the field where it is of another shape. */
export async function readOutcomes(folder: string, weights: RouteWeights): Promise<Outcomes> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => {
    throw new Error(`No ${FILE} in ${folder}: pass the folder that holds it with --data.`);
  });
  const read = File.safeParse(JSON.parse(text));
  if (!read.success) throw new Error(`${FILE}: ${z.prettifyError(read.error)}`);
  const { algorithms, metadata } = read.data;
  const models = metadata.model_pool.arms.map(
    ({ model_id, expected_quality, input_price_per_m, output_price_per_m }) => ({
      name: model_id,
      listed: { quality: expected_quality, usd: input_price_per_m + output_price_per_m },
    }),
  );
  const placeOf = new Map(models.map(({ name }, at) => [name, at]));
  const cells = new Map<string, Outcome[][]>();
  const calls = algorithms.flatMap(({ feedback }) => feedback);
  for (const { query_id, model_id, quality_score: quality, cost: usd, latency } of calls) {
    const place = placeOf.get(model_id);
    if (place === undefined) throw new Error(`${FILE}: ${model_id} was asked, and is not in model_pool`);
    const row = cells.get(query_id) ?? models.map(() => []);
    cells.set(query_id, row);
    const ms = latency * 1000;
    row[place]!.push({ quality, usd, ms, reward: routeReward({ quality, usd, ms, repairs: 0 }, weights) });
  }
  return { models, queries: cells.size, calls: calls.length, cells: [...cells.values()] };
}
