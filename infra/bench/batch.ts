import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OptimizationSettings } from '../config/settings/optimization.ts';
import { createDse } from '../dse.ts';
import type { Dse } from '../dse.ts';
import { ledgerOf, partsOf, realisedRoi } from './batch/ledger.ts';
import { recordedTier } from './batch/models.ts';
import { night, spentOf, tracedBack } from './batch/night.ts';
import type { NightResult } from './batch/night.ts';
import { randomWalks } from './batch/orders.ts';
import { rankingAt } from './batch/ranking.ts';
import { measuredAll } from './batch/rest.ts';
import { rowsOf } from './batch/rows.ts';
import type { Evidence } from './batch/rows.ts';
import { fuelOf, servedBy, settleIn, traffic } from './batch/traffic.ts';
import { usesOf } from './batch/uses.ts';
import type { Use } from './batch/uses.ts';
import type { BenchOutcome } from './outcome.ts';

export type BatchBenchOptions = {
  /** Capabilities; each has one artifact when the night begins. */
  readonly artifacts?: number;
  /** Dollars of the night. */
  readonly budget?: number;
  /** Random orders it is held against. */
  readonly orders?: number;
  /** Twelve artifacts and money for a few of them. */
  readonly small?: boolean;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
};

/** The window of the night as it is by default, on the clock of a zone in which it is open now and for hours. */
function settingsFor(budgetUsd: number, now: Date): OptimizationSettings {
  const west = (now.getUTCHours() - 23 + 24) % 24;
  const zone = west <= 12 ? `Etc/GMT+${west}` : `Etc/GMT-${24 - west}`;
  return OptimizationSettings.parse({
    tiers: {
      cloud: { tool: 'cheap', cost_per_optimization: 0.005 },
      deep: { tool: 'dear', cost_per_optimization: 0.2 },
    },
    low_value: 0.25,
    high_value: 1,
    offline_batch: { time_zone: zone, max_daily_budget: budgetUsd, min_artifact_value: 0.05 },
    session: { experiments: 3, patience: 1, budget_usd: 0.97, experiment_seconds: 20 },
  });
}

type Fuel = ReadonlyMap<string, number>;

/** Runs of everything before the night. Gives what served then. */
async function before(dse: Dse, uses: readonly Use[], fuel: Fuel): Promise<ReadonlyMap<string, string>> {
  const first = new Map<string, string>();
  for (const use of uses) {
    const { capability } = use.subject;
    const served = await servedBy(dse, capability);
    first.set(capability, served);
    await traffic(dse, use, { label: 'before', runs: use.runs, first: served, fuel });
  }
  return first;
}

/** Runs of what serves afterwards, of everything the night had a session for. */
async function after(
  dse: Dse,
  uses: readonly Use[],
  { first, result }: { readonly first: ReadonlyMap<string, string>; readonly result: NightResult },
): Promise<void> {
  const fuel = await fuelOf(dse);
  const tried = new Set(
    result.outcomes.filter(({ session }) => session !== null).map(({ target }) => target),
  );
  for (const use of uses) {
    const began = first.get(use.subject.capability)!;
    if (tried.has(began)) await traffic(dse, use, { label: 'after', runs: use.later, first: began, fuel });
  }
}

/** A night in a folder of its own, and everything that is measured of it. */
export async function evidenceOf({
  small = false,
  artifacts = small ? 12 : 200,
  budget = small ? 1.2 : 5,
  orders = 200,
  seed = 1,
  progress = () => {},
}: BatchBenchOptions): Promise<Evidence> {
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-batch-'));
  const uses = usesOf(artifacts, seed);
  const subjects = uses.map(({ subject }) => subject);
  const settings = settingsFor(budget, new Date());
  const dse = await createDse({
    folder,
    seed,
    optimization: settings,
    modelGenerators: [recordedTier('cheap', subjects, seed), recordedTier('dear', subjects, seed)],
  });
  try {
    await settleIn(dse, uses, progress);
    const first = await before(dse, uses, await fuelOf(dse));
    progress('the night begins');
    const result = await night(dse, budget, progress);
    await after(dse, uses, { first, result });
    const ledger = await ledgerOf(dse.substrate);
    const { rows } = await dse.query(`SELECT roi_realised FROM batches WHERE budget = '${result.budget}'`);
    const view = rows[0]!['roi_realised'];
    const improved = result.outcomes.flatMap(({ target, session }) => {
      const successor = result.successors.get(session ?? '');
      return successor === undefined ? [] : [{ target, successor }];
    });
    const spent = await spentOf(dse, result.budget);
    const { traced } = await tracedBack(dse, result.successors.values(), result.budget);
    const measured = await measuredAll(dse, result, progress);
    const budgetMicro = Math.round(budget * 1e6);
    return {
      budgetMicro,
      night: result,
      spent: { ...spent, parts: partsOf(ledger, result.budget) },
      ranking: rankingAt(ledger, result.planned.position, settings),
      roi: {
        view: view === null ? null : Number(view),
        own: realisedRoi(ledger, improved, spent.actor),
      },
      traced,
      measured,
      random: randomWalks(measured, budgetMicro, { orders, seed }),
    };
  } finally {
    await dse.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The batch of a night over many artifacts with little money (SPEC P60-P63, C18): traffic, prices and the models' completions are simulated, everything else is the product. Says no
 * where money, order, choice, return or reasons are not what the log itself says.
 */
export async function benchBatch(options: BatchBenchOptions = {}): Promise<BenchOutcome> {
  const evidence = await evidenceOf(options);
  const rows = rowsOf(evidence);
  return {
    bench: 'batch',
    config: {
      artifacts: evidence.night.planned.considered,
      budget: evidence.budgetMicro / 1e6,
      orders: evidence.random.length,
      traffic: 'simulated',
      prices: 'simulated',
      models: 'recorded, simulated',
    },
    seeds: [options.seed ?? 1],
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
  };
}
