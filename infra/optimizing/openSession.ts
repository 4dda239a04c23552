import { sha256 } from '../../events/hash.ts';
import { SEARCHES } from '../../actors/generators/searches.ts';
import type {
  Neighbours,
  OptimizationPlan,
  Priority,
  ReadBefore,
  SessionAim,
  Setting,
  Trigger,
} from '../../events/optimization.ts';
import type { Sent } from '../../actors/host.ts';
import { capabilityOf, lifecycleOf } from '../../actors/workshop.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import { NEIGHBOUR_GENERATOR } from '../../machines/task/context.ts';
import type { OptimizationSettings } from '../config/settings/optimization.ts';
import type { Dse } from '../running.ts';
import { openDayBudget } from './budgets.ts';
import { experimentsOf, modelsOf } from './experiments.ts';
import type { TierName } from './experiments.ts';
import { knownExperiments } from './known.ts';
import { neighboursOf } from './neighbours.ts';
import { experimentMicro } from './sessionPrice.ts';

/** An id ends in `-opt<n>-x<n>`; a long name before it is cut and told apart by its hash. */
const NAME_MAX = 50;

export type SessionRequest = {
  readonly trigger: Trigger;
  readonly reason: string;
  readonly priority?: Priority;
  readonly tier?: TierName;
  /** Micro-dollars; absent: as the settings say. */
  readonly budgetMicro?: number;
  /** Whose money; absent: the day's. */
  readonly budget?: string;
  readonly whenIdle?: boolean;
  /** Only these generators, in this order; absent: all that the tier allows. */
  readonly generators?: readonly string[];
  /** Everything is tried again, though it was tried before on the same code. */
  readonly anew?: boolean;
  /** What it looks for; absent: all of fitness. */
  readonly aim?: SessionAim;
  readonly read?: ReadBefore | null;
  /** What asked for it, where that stands in the log: its commit and correlation; absent: somebody outside. */
  readonly cause?: { readonly commit: string; readonly correlation: string };
  readonly pressure?: { readonly level: string; readonly reason: string } | null;
};

export type Opened =
  | { readonly status: 'queued'; readonly session: string; readonly plan: OptimizationPlan }
  /**
   * `recorded`: its money pays for too few candidates, or nothing counts what it aims at, which is a fact on the session's actor; else it cannot be
   * improved now.
   */
  | {
      readonly status: 'refused';
      readonly session: string | null;
      readonly reason: string;
      readonly recorded: boolean;
    };

/**
 * Asks for an OPTIMIZE session on what is stored under this id; a worker does the rest once it is begun. A session that is open on it already
 * is named in the refusal. Reads projections and writes what it read into the session's first fact (DESIGN 6).
 */
export async function openSession(
  dse: Dse,
  settings: OptimizationSettings,
  target: string,
  request: SessionRequest,
): Promise<Opened> {
  const refused = (reason: string, session: string | null = null): Opened => ({
    status: 'refused',
    session,
    reason,
    recorded: false,
  });
  const { context, state } = await lifecycleOf(dse.workshop, { kind: 'artifact', id: target });
  const { artifact } = context;
  if (artifact === null)
    return refused(`there is no artifact "${target}": \`dse artifact list\` names what there is`);
  if (state === 'evolving')
    return refused(`${target} is being improved already, by ${context.task}`, context.task);
  if (state !== 'stored') return refused(`${target} is ${state}: only what is stored and serves is improved`);
  const capability = await capabilityOf(dse.workshop, artifact.capability);
  if (capability.context.served !== target)
    return refused(
      `${target} does not serve ${artifact.capability}: ${capability.context.served ?? 'nothing'} does`,
    );
  const free = await freeId(dse, target);
  if (free.open !== null)
    return refused(
      `session ${free.open} is open on ${target}: \`dse status ${free.open}\`, \`dse optimize --resume ${free.open}\` or \`dse optimize --cancel ${free.open}\``,
      free.open,
    );
  const generators = [...dse.workshop.modelGenerators.values()];
  const tier = request.tier ?? 'local';
  const open = [
    ...SEARCHES,
    NEIGHBOUR_GENERATOR,
    ...modelsOf(tier, settings, generators).map(({ name }) => name),
  ];
  const closed = request.generators?.find((name) => !open.includes(name));
  if (closed !== undefined)
    return refused(`generator "${closed}" cannot be asked on tier ${tier}: ${open.join(', ')} can`);
  const neighbours = await neighboursOf(dse, target, capability.context);
  if (neighbours === null && request.generators?.includes(NEIGHBOUR_GENERATOR))
    return refused(
      `generator "${NEIGHBOUR_GENERATOR}" has nothing to begin from: nothing fitter that serves another capability is called like ${target}`,
    );
  const plan = await planOf(dse, settings, request, {
    session: free.id,
    target,
    neighbours,
    source: artifact.source,
    suite: capability.context.suite!.hash,
    evaluations: capability.context.declared!.search.evaluations,
  });
  const id = `queue-${free.id}`;
  const sent = await dse.host.send(
    { kind: 'optimization', id: free.id },
    {
      type: 'queue',
      session: free.id,
      capability: artifact.capability,
      kind: 'artifact',
      target,
      trigger: request.trigger,
      priority: request.priority ?? 'medium',
      reason: request.reason,
      ...(request.aim === undefined ? {} : { aim: request.aim }),
      plan,
      read: request.read ?? null,
      ...(plan.experiments.some(({ generator }) => generator === NEIGHBOUR_GENERATOR) && neighbours !== null
        ? { neighbours }
        : {}),
      pressure: request.pressure ?? null,
      when_idle: request.whenIdle ?? false,
    },
    { id, correlation: request.cause?.correlation ?? id, causation: request.cause?.commit ?? id },
  );
  return opened(sent, free.id, plan);
}

function opened(sent: Sent, session: string, asked: OptimizationPlan): Opened {
  if (sent.status === 'unavailable') throw new Error(`session ${session} cannot be opened: ${sent.reason}`);
  if (sent.status === 'refused') return { status: 'refused', session, reason: sent.message, recorded: false };
  const said = sent.status === 'committed' ? sent.facts : [];
  const refusal = said.find(({ type }) => type === 'optimization.refused');
  if (refusal) return { status: 'refused', session, reason: String(refusal.data['refusal']), recorded: true };
  // What cannot be paid for is left out of the plan.
  const queued = said.find(({ type }) => type === 'optimization.queued');
  const plan = queued ? (queued.data['plan'] as OptimizationPlan) : asked;
  return { status: 'queued', session, plan };
}

/** The id of the next session on a target, or the one that is open on it. */
async function freeId(dse: Dse, target: string): Promise<{ id: string; open: string | null }> {
  const name =
    target.length <= NAME_MAX ? target : `${target.slice(0, NAME_MAX - 9)}-${sha256(target).slice(0, 8)}`;
  for (let number = 1; ; number += 1) {
    const id = `${name}-opt${number}`;
    const { snapshot } = await dse.host.look({ kind: 'optimization', id });
    if (snapshot.value === 'absent') return { id, open: null };
    if (snapshot.value !== 'ended' && snapshot.value !== 'refused') return { id, open: id };
  }
}

/** The first setting of each of these generators. */
function only(all: readonly Setting[], generators: readonly string[]): Setting[] {
  return generators.flatMap((name) => all.find(({ generator }) => generator === name) ?? []);
}

type Subject = {
  readonly session: string;
  readonly target: string;
  readonly neighbours: Neighbours | null;
  readonly source: string;
  readonly suite: string;
  readonly evaluations: number;
};

async function planOf(
  dse: Dse,
  settings: OptimizationSettings,
  { tier = 'local', budgetMicro, budget, anew, generators, aim }: SessionRequest,
  { session, target, neighbours, source, suite, evaluations }: Subject,
): Promise<OptimizationPlan> {
  const { session: bounds, offline_batch } = settings;
  const models = modelsOf(tier, settings, [...dse.workshop.modelGenerators.values()]);
  const all = experimentsOf(
    models,
    generators === undefined ? bounds.experiments : Infinity,
    neighbours !== null,
  );
  const experiments = generators === undefined ? all : only(all, generators).slice(0, 10);
  const used = models.filter(({ name }) => experiments.some(({ generator }) => generator === name));
  const compute = { settings, cpuSecondMicro: dse.workshop.cpuSecondMicro };
  const day = budget ?? (await openDayBudget(dse, offline_batch, dse.host.now())).id;
  // The same code, suite and setting have the same seed in every session: what was tried is not tried again.
  const seed = deriveSeed(dse.seed, `optimize ${source} ${suite}${anew ? ` ${session}` : ''}`);
  const plan: OptimizationPlan = {
    experiments,
    known: [],
    suite,
    evaluations: bounds.evaluations ?? evaluations,
    patience: bounds.patience,
    stop_fitness: bounds.stop_fitness,
    tool_gain: bounds.tool_evolution_gain,
    time_limit_ms: Math.round(bounds.max_minutes * 60_000),
    experiment_ms: bounds.experiment_seconds * 1000,
    budget: day,
    budget_micro: budgetMicro ?? Math.round(bounds.budget_usd * 1e6),
    experiment_micro: Math.max(...[null, ...used].map((one) => experimentMicro(one, compute))),
    tier,
    seed,
  };
  return anew ? plan : { ...plan, known: await knownExperiments(dse, target, plan, aim) };
}
