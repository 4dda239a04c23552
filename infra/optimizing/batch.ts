import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeCommit } from '../../events/codec.ts';
import { commitId } from '../../events/commit.ts';
import type { BatchOutcome } from '../../events/batch.ts';
import type { FactData } from '../../events/catalog.ts';
import type { BudgetContext } from '../../machines/budget/machine.ts';
import { holderKey } from '../../machines/budget/reservations.ts';
import type { OptimizationContext } from '../../machines/optimization/context.ts';
import type { Level } from '../../machines/rules/tier.ts';
import { TIERS } from '../config/settings/optimization.ts';
import type { Dse } from '../running.ts';
import { leftOf, lookAtDayBudget, openDayBudget } from './budgets.ts';
import type { DayBudget } from './budgets.ts';
import { candidatesIn } from './candidates.ts';
import { modelsOf } from './experiments.ts';
import type { SessionRequest } from './openSession.ts';
import { planNight } from './planNight.ts';
import type { NightPlan, SessionPrice, Turn } from './planNight.ts';
import { runNight } from './runNight.ts';
import type { SessionOver } from './runNight.ts';
import { sessionMicro } from './sessionPrice.ts';
import { momentIn, parseSchedule } from '../dayWindow.ts';

const LOOK_MS = 20;

export type BatchRequest = {
  /** Dollars the batch may spend; null: what the night's budget holds. */
  readonly budgetUsd: number | null;
  /** Most sessions; null: as many as the money is for. */
  readonly limit: number | null;
  readonly pressure: Level;
};

export type Night = { readonly day: DayBudget; readonly budgetMicro: number; readonly plan: NightPlan };

/** What a batch would do now: the projections are read, nothing is written or spent. */
export async function nightOf(dse: Dse, request: BatchRequest): Promise<Night> {
  const day = await lookAtDayBudget(dse, dse.optimization.offline_batch, dse.host.now());
  return planned(dse, request, day);
}

async function planned(
  dse: Dse,
  { budgetUsd, limit, pressure }: BatchRequest,
  day: DayBudget,
): Promise<Night> {
  const settings = dse.optimization;
  const generators = [...dse.workshop.modelGenerators.values()];
  const asked = budgetUsd === null ? Number.POSITIVE_INFINITY : Math.round(budgetUsd * 1e6);
  const budgetMicro = Math.min(asked, day.leftMicro);
  const found = await candidatesIn(await dse.knowledge());
  const prices = await pricesOf(dse);
  const models = TIERS.map((tier) => modelsOf(tier, settings, generators).length);
  const plan = planNight({
    found,
    settings,
    pressure,
    // A tier has somebody of its own where it may ask more models than the cheaper one.
    staffed: { cloud: models[1]! > models[0]!, deep: models[2]! > models[1]! },
    priceOf: (tier) => prices.get(tier)!,
    budgetMicro,
    limit,
  });
  return { day, budgetMicro, plan };
}

/** By tier: the most a session can cost, and the mean of those that were, or what the settings say until there is one. */
async function pricesOf(dse: Dse): Promise<ReadonlyMap<string, SessionPrice>> {
  const { optimization: settings, workshop } = dse;
  const { rows } = await dse.query('SELECT tier, mean_cost_micro FROM tiers');
  const compute = { settings, cpuSecondMicro: workshop.cpuSecondMicro };
  return new Map(
    TIERS.map((tier) => {
      const mean = rows.find((row) => row['tier'] === tier)?.['mean_cost_micro'] ?? null;
      const boundMicro = sessionMicro(tier, [...workshop.modelGenerators.values()], compute);
      const expected = mean === null ? settings.tiers[tier].cost_per_optimization * 1e6 : Number(mean);
      return [tier, { boundMicro, expectedMicro: Math.min(boundMicro, Math.round(expected)) }];
    }),
  );
}

export type Running = {
  readonly signal: AbortSignal;
  /** It goes on where the window of the night is closed. */
  readonly anyTime: boolean;
  readonly onPlan: (night: Night) => void;
  readonly onOutcome: (outcome: BatchOutcome, turn: Turn) => void;
};

/** Runs the batch of this night (SPEC P60-P63): its choice and what came of it become facts of the night's budget. */
export async function runBatch(
  dse: Dse,
  request: BatchRequest,
  { signal, anyTime, onPlan, onOutcome }: Running,
): Promise<FactData<'batch.ended'>> {
  const { offline_batch: batch } = dse.optimization;
  const night = await planned(dse, request, await openDayBudget(dse, batch, dse.host.now()));
  onPlan(night);
  const { plan, day, budgetMicro } = night;
  const ref = { kind: 'budget', id: day.id } as const;
  const command = randomUUID();
  const sent = await dse.send(ref, { type: 'planBatch', ...plan.fact }, command);
  if (sent.status !== 'committed')
    throw new Error(`the batch cannot be planned on budget ${day.id}: ${JSON.stringify(sent)}`);
  const { n } = sent.facts.find(({ type }) => type === 'batch.planned')!.data as FactData<'batch.planned'>;
  const cause = { commit: commitId(ref, sent.version, command), correlation: command };
  const window = parseSchedule(batch.schedule)!;
  const closed = (): string | null => {
    if (signal.aborted) return 'it was told to stop';
    const open = anyTime || momentIn(window, batch.time_zone, dse.host.now()).open;
    return open ? null : `the window ${batch.schedule} (${batch.time_zone}) is over`;
  };
  const ended = await runNight({
    n,
    turns: plan.turns,
    budgetMicro,
    limit: request.limit,
    left: () => leftOf(dse, day.id),
    closed,
    open: (turn) => session(dse, turn, { night, signal, n, cause }),
    onOutcome,
  });
  const end = { id: randomUUID(), correlation: cause.correlation, causation: cause.commit };
  await dse.host.send(ref, { type: 'endBatch', ...ended }, end);
  return ended;
}

type Context = {
  readonly night: Night;
  readonly signal: AbortSignal;
  readonly n: number;
  /** The batch as it was planned: why there is a session at all. */
  readonly cause: NonNullable<SessionRequest['cause']>;
};

/** Has one session made, and waits until it is over; one that is paused or still open when the batch is told to stop goes on by itself. */
async function session(dse: Dse, turn: Turn, { night, signal, n, cause }: Context): Promise<SessionOver> {
  const { plan, day } = night;
  const opened = await dse.optimize(turn.target, {
    trigger: 'batch',
    reason: `batch ${n} of ${day.id}: worth $${turn.value.toFixed(6)}`,
    priority: turn.highPriority ? 'high' : 'medium',
    tier: turn.tier,
    budget: day.id,
    budgetMicro: turn.boundMicro,
    cause,
    read: {
      position: plan.fact.position,
      usage: turn.usage,
      fitness: null,
      value: turn.value,
      cost_estimated_micro: turn.expectedMicro,
      roi_estimated: plan.chosen.find(({ target }) => target === turn.target)?.roiEstimated ?? null,
    },
  });
  if (opened.status === 'refused')
    return { session: null, outcome: 'refused', cost_micro: 0, reason: opened.reason };
  await dse.beginSession(opened.session, day.id);
  const rest = await restOf(dse, opened.session, signal);
  const said = rest === 'ended' ? await endOf(dse, opened.session) : null;
  if (said === null)
    return {
      session: opened.session,
      outcome: 'open',
      // All it may still spend counts as spent: it is reserved.
      cost_micro: turn.boundMicro,
      reason: rest === 'paused' ? 'somebody paused it' : 'it goes on when somebody works',
    };
  const { outcome, cost_micro, reason } = said;
  await settled(dse, day.id, opened.session, signal);
  return { session: opened.session, outcome, cost_micro, reason };
}

/** Waits until a session has ended or somebody has paused it; null when the batch was told to stop first. @throws what broke the worker. */
async function restOf(dse: Dse, id: string, signal: AbortSignal): Promise<'ended' | 'paused' | null> {
  while (!signal.aborted) {
    const { snapshot } = await dse.host.look({ kind: 'optimization', id });
    if (snapshot.value === 'ended') return 'ended';
    if ((snapshot.context as OptimizationContext).paused) return 'paused';
    if (dse.failure) throw dse.failure;
    await sleep(LOOK_MS);
  }
  return null;
}

/** Waits until what a session did not need is released: the next one counts on it. */
async function settled(dse: Dse, budget: string, session: string, signal: AbortSignal): Promise<void> {
  const key = holderKey({ task: session, kind: 'optimization' });
  while (!signal.aborted) {
    const { snapshot } = await dse.host.look({ kind: 'budget', id: budget });
    if ((snapshot.context as BudgetContext).reserved[key] === undefined) return;
    if (dse.failure) throw dse.failure;
    await sleep(LOOK_MS);
  }
}

async function endOf(dse: Dse, id: string): Promise<FactData<'optimization.ended'> | null> {
  const stored = await dse.substrate.events.read({ kind: 'optimization', id });
  const facts = stored.flatMap(
    ({ body, version }) => decodeCommit(body, `commit ${version} of ${id}`).events,
  );
  const end = facts.findLast(({ type }) => type === 'optimization.ended');
  return end === undefined ? null : (end.data as FactData<'optimization.ended'>);
}
