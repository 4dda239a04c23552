import { OptimizationSettings } from '../config/settings/optimization.ts';
import { createDse } from '../dse.ts';
import type { Dse } from '../dse.ts';
import { columns } from './columns.ts';
import type { DemoSetting } from './demos.ts';
import {
  BASE_MICRO,
  drifted,
  finalStatistics,
  firstExecutions,
  night,
  underPressure,
} from './evolutionPhases.ts';
import type { ReplayStatistics } from './replayStatistics.ts';
import { MODEL, scriptedModel, sentiment } from './sentiment.ts';

/** Everything of the demo is cheap: what is worth a session is set low, and so is what one may cost. */
const optimization = OptimizationSettings.parse({
  low_value: 0,
  tiers: { cloud: { tool: MODEL, cost_per_optimization: 0.05 } },
  offline_batch: { min_artifact_value: 0, quality_target: 1, min_potential_usage: 0 },
  session: { experiments: 3, patience: 1, experiment_seconds: 60, budget_usd: 0.1, max_minutes: 1 },
});

const SIMULATED = ['texts', 'prices', 'latencies', 'the language model'];
/** What S1 has and DSE does not yet: said, not made up. */
const MISSING = [
  {
    phase: 5,
    name: 'platform variants',
    needed: 'an export that builds and proves a variant for each platform, and a platform to measure it on',
  },
  {
    phase: 6,
    name: 'fine-tuned specialist',
    needed: 'enough good runs (S0 asks for 50), a provider that tunes, and a comparison on held-out runs',
  },
] as const;

async function lived(dse: Dse) {
  const first = await firstExecutions(dse);
  const drift = await drifted(dse);
  const batch = await night(dse);
  const pressure = await underPressure(dse);
  return { first, drift, batch, pressure, total: await finalStatistics(dse) };
}
type Lived = Awaited<ReturnType<typeof lived>>;

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
const usd = (micro: number): string => `$${(micro / 1e6).toFixed(2)}`;
const number = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
const statisticsText = ({ executions, hits, hit_rate, cost_micro, saving }: ReplayStatistics): string =>
  `${executions} executions, ${hits} answered by the cache (${percent(hit_rate)}), ${usd(cost_micro)}, ${percent(saving)} saved against ${usd(BASE_MICRO)} each`;

function* early({ first, drift, batch }: Lived): Generator<string> {
  yield 'Phase 1: first executions, an exact cache between';
  yield `  ${first.artifact}: ${first.unique} different texts; ${statisticsText(first)}; quality ${number(first.cold_quality)}.`;
  yield '';
  yield 'Phase 2: what is asked changes, and an evolution follows';
  for (const { statistic, baseline, threshold, position } of drift.drift)
    yield `  Quality ${number(statistic)} below ${threshold} (${number(baseline)} before), position ${position}.`;
  for (const { strategy, outcome, generator, reason } of drift.evolutions)
    yield `  Evolution (${strategy}) ${outcome}${generator === null ? '' : `, by ${generator}${generator === MODEL ? ' (simulated)' : ''}`}: ${reason ?? 'no reason was given'}.`;
  yield `  ${drift.artifact} on the same texts: quality ${number(drift.quality)}; asked once more, the cache answers ${percent(drift.hit_rate)}.`;
  yield '';
  yield "Phase 3: a night's batch (now: the demo does not wait for the night)";
  yield `  ${batch.patterns} different texts so far, the most frequent one ${batch.most_reused} times.`;
  for (const { target, usage, quality, value_usd, tier, roi_estimated } of batch.chosen)
    yield `  ${target}: ${usage} runs, quality ${number(quality)}, worth $${value_usd.toFixed(3)}, tier ${tier}, ROI ${roi_estimated === null ? '–' : roi_estimated.toFixed(1)} (estimated).`;
  for (const { target, reason } of batch.skipped) yield `  ${target} is left alone: ${reason}.`;
  for (const { target, outcome, reason } of batch.outcomes) yield `  ${target}: ${outcome}; ${reason}.`;
  yield `  ${batch.artifact} serves.`;
}

function* late({ pressure, total }: Lived): Generator<string> {
  yield 'Phase 4: what answers under pressure, by what was measured of 20 runs at least; simulated: latency and cost';
  const head = ['pressure', 'allowed ms', 'answers', 'quality', 'p95 ms', 'cost of a run'];
  yield* columns(
    head,
    pressure.chosen.map((row) => [
      row.level.toUpperCase(),
      row.max_latency_ms ?? '–',
      row.artifact ?? 'nothing',
      row.quality === null ? '–' : Number(row.quality.toFixed(3)),
      row.p95_ms ?? '–',
      row.cost_usd === null ? '–' : `$${row.cost_usd.toFixed(4)}`,
    ]),
  );
  yield `  ${pressure.quick} is a quick tool stored beside the others; the mean cost counts what the cache answered as nothing.`;
  for (const { phase, name, needed } of MISSING) {
    yield '';
    yield `Phase ${phase}: ${name}: not part of DSE yet. Needed: ${needed}.`;
  }
  yield '';
  yield 'All of it, from the view runs';
  yield `  ${statisticsText(total)}.`;
  yield `  Quality ${number(total.cold_quality)} on average over what no cache answered.`;
}

/**
 * The evolution cycle of S1 (SPEC A27, A28) on real code: executions, drift, evolution, batch and choice happen, and every number follows from
 * them. Scripted and labelled `simulated`: what is asked, what a run is said to cost and to take, and the model that the batch asks.
 */
export async function* evolution({ folder, seed, json }: DemoSetting): AsyncGenerator<string> {
  const dse = await createDse({ folder, seed, optimization, modelGenerators: [scriptedModel()] });
  try {
    const all = await lived(dse);
    if (json) {
      const { first, drift, batch, pressure, total } = all;
      const phases = { 1: first, 2: drift, 3: batch, 4: pressure };
      yield JSON.stringify({
        simulated: SIMULATED,
        base_usd: BASE_MICRO / 1e6,
        phases,
        missing: MISSING,
        total,
      });
      return;
    }
    yield `The life of the capability ${sentiment.capability}. simulated: ${SIMULATED.join(', ')} are scripted; a tool stands in for one that asks a language model at ${usd(BASE_MICRO)} a call. Runs, judgements, evolution and choices are real.`;
    yield '';
    yield* early(all);
    yield '';
    yield* late(all);
  } finally {
    await dse.close();
  }
}
