import { z } from 'zod';
import type { Recorded } from '../../actors/recorder.ts';
import { capabilityState } from '../../actors/workshop.ts';
import type { RunLimits } from '../../machines/rules/feasible.ts';
import { bestUnder } from '../../machines/rules/pressure/bestUnder.ts';
import { generatedFrom } from '../cli/generatedFrom.ts';
import type { Dse } from '../dse.ts';
import { runBatch } from '../optimizing/batch.ts';
import type { Night } from '../optimizing/batch.ts';
import { replayStatistics } from './replayStatistics.ts';
import { BOTH, QUICK, REPEATED, SCRIPTED, sentiment, SHIFTED } from './sentiment.ts';

const NAME = sentiment.capability;
const micro = (usd: number): number => Math.round(usd * 1e6);
export const BASE_MICRO = micro(SCRIPTED.model.usd);

/** A run that really happened, with what it is said to cost and to take: the tool stands in for one that asks a model. */
function priced({ run, steps }: Recorded, quick: string | null): Recorded {
  const scripted = run.cache === 'hit' ? SCRIPTED.hit : run.ran === quick ? SCRIPTED.quick : SCRIPTED.model;
  return { run: { ...run, cost_micro: micro(scripted.usd), latency_us: scripted.ms * 1000 }, steps };
}

/** Asks these texts one after the other, records them as one batch, and waits for what follows from it. */
async function ask(
  dse: Dse,
  id: string,
  texts: readonly string[],
  { quick = null, limits }: { readonly quick?: string | null; readonly limits?: RunLimits } = {},
): Promise<void> {
  const recorded: Recorded[] = [];
  for (const [index, text] of texts.entries()) {
    const answer = await dse.server.execute({
      capability: NAME,
      input: JSON.stringify(text),
      correlation: `${id}/${index}`,
      ...(limits === undefined ? {} : { limits }),
    });
    if (answer.status === 'refused') throw new Error(`demo evolution: ${text} was refused: ${answer.reason}`);
    recorded.push(priced(answer, quick));
  }
  await dse.recorder.recordBatch(NAME, id, recorded);
  await dse.observer.observe(NAME);
  await dse.settle();
}

const Run = z.object({
  ran: z.string(),
  input: z.string(),
  cache: z.enum(['hit', 'miss', 'none']),
  cost_micro: z.coerce.number(),
  quality: z.number().nullable(),
});

const runsOf = async (dse: Dse, where = 'true') =>
  z
    .array(Run)
    .parse(
      (
        await dse.query(
          `SELECT ran, input, cache, cost_micro, quality FROM runs WHERE capability = '${NAME}' AND ${where} ORDER BY position, idx`,
        )
      ).rows,
    );

const servedOf = async (dse: Dse): Promise<string> => (await capabilityState(dse.host, NAME)).context.served!;

/** Phase 1: ten executions of six different texts, an exact cache between. */
export async function firstExecutions(dse: Dse) {
  await dse.declare(sentiment, NAME);
  await dse.settle();
  await dse.submit(NAME, 'demo-sentiment', sentiment.description);
  await dse.settle();
  await ask(dse, 'demo-1', REPEATED);
  const runs = await runsOf(dse);
  return {
    artifact: await servedOf(dse),
    unique: new Set(runs.map(({ input }) => input)).size,
    ...replayStatistics(runs, BASE_MICRO),
  };
}

const Drift = z.object({
  statistic: z.number(),
  baseline: z.number(),
  threshold: z.number(),
  position: z.coerce.number(),
});
const Evolution = z.object({
  outcome: z.string(),
  strategy: z.string(),
  generator: z.string().nullable(),
  reason: z.string().nullable(),
});

/** Phase 2: what is asked changes, quality falls in two windows, an evolution searches on what failed, and the same texts are asked again. */
export async function drifted(dse: Dse) {
  for (const n of [1, 2]) await ask(dse, `demo-2-${n}`, SHIFTED);
  const found = await dse.query(`
    SELECT m.statistic, m.baseline, m.threshold, d.detected_seq AS position FROM (
      SELECT detected_seq, unnest(from_json(metrics, '[{"reason":"VARCHAR","statistic":"DOUBLE","baseline":"DOUBLE","threshold":"DOUBLE"}]')) AS m FROM drift
    ) d WHERE m.reason = 'quality'`);
  const evolved = await dse.query('SELECT outcome, strategy, generator, reason FROM evolutions');
  const artifact = await servedOf(dse);
  for (const n of [1, 2]) await ask(dse, `demo-2-after-${n}`, SHIFTED);
  const after = await runsOf(dse, `ran = '${artifact}'`);
  const qualities = after.map(({ quality }) => quality ?? 0);
  return {
    drift: z.array(Drift).parse(found.rows),
    evolutions: z.array(Evolution).parse(evolved.rows),
    artifact,
    quality: qualities.reduce((sum, one) => sum + one, 0) / qualities.length,
    hit_rate: replayStatistics(after.slice(-SHIFTED.length), BASE_MICRO).hit_rate,
  };
}

/** Phase 3: what a night's batch makes of it. Patterns are inputs: how many there are, and how often each comes. */
export async function night(dse: Dse) {
  const runs = await runsOf(dse);
  const reuse = Map.groupBy(runs, ({ input }) => input);
  const counts = [...reuse.values()].map((same) => same.length).toSorted((a, b) => b - a);
  const planned: Night[] = [];
  const ended = await runBatch(
    dse,
    { budgetUsd: null, limit: null, pressure: 'low' },
    {
      signal: new AbortController().signal,
      anyTime: true,
      onPlan: (plan) => void planned.push(plan),
      onOutcome: () => {},
    },
  );
  await dse.settle();
  const { plan } = planned[0]!;
  const artifact = await servedOf(dse);
  for (const n of [1, 2]) await ask(dse, `demo-3-after-${n}`, SHIFTED);
  return {
    patterns: counts.length,
    most_reused: counts[0] ?? 0,
    chosen: plan.chosen.map(({ target, usage, quality, value, tier, roiEstimated }) => ({
      target,
      usage,
      quality,
      value_usd: value,
      tier,
      roi_estimated: roiEstimated,
    })),
    skipped: plan.skipped.map(({ target, reason }) => ({ target, reason })),
    outcomes: ended.outcomes.map(({ target, outcome, reason }) => ({ target, outcome, reason })),
    artifact,
  };
}

/** Phase 4: a quick tool is stored beside the others and gets known by being asked; then each level of pressure chooses by what was measured. */
export async function underPressure(dse: Dse) {
  const { kind, id, artifact } = await generatedFrom(dse, NAME, 'quick.js', QUICK);
  await dse.send({ kind, id }, { type: 'generate', artifact }, `store-${id}`);
  await dse.settle();
  const limits = { minQuality: null, maxLatencyUs: null, maxCostMicro: micro(SCRIPTED.model.usd / 10) };
  await ask(dse, 'demo-4', BOTH, { quick: id, limits });
  const variants = await dse.workshop.readModel.variants(NAME);
  const { levels } = dse.pressure;
  return {
    variants,
    quick: id,
    chosen: (['high', 'medium', 'low'] as const).map((level) => {
      const best = bestUnder(level, variants, levels, null);
      return {
        level,
        max_latency_ms: levels[level].max_latency_ms,
        artifact: best?.artifact ?? null,
        quality: best?.quality ?? null,
        p95_ms: best?.p95Us === null || best === null ? null : best.p95Us / 1000,
        cost_usd: best?.costMicro === null || best === null ? null : best.costMicro / 1e6,
      };
    }),
  };
}

/** Everything that ran, against the price of the first version. */
export async function finalStatistics(dse: Dse) {
  return replayStatistics(await runsOf(dse), BASE_MICRO);
}
