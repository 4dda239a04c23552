import { sha256 } from '../../events/hash.ts';
import type { GenomeKind, Objective, PopulationSettings, Strategy } from '../../events/populationPlan.ts';
import type { Sent } from '../../actors/host.ts';
import { breederOf } from '../../actors/evolving/breeders.ts';
import type { Language } from '../../actors/ports.ts';
import { lifecycleOf } from '../../actors/workshop.ts';
import { OBJECTIVES } from '../../machines/rules/population/objectives.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import { openDayBudget } from '../optimizing/budgets.ts';
import type { Dse } from '../running.ts';
import type { Golden } from './golden/build.ts';
import { servedBy } from './golden/served.ts';
import { evaluationMicro } from './evaluationMicro.ts';
import { measuredIncumbent } from './measuredIncumbent.ts';
import { populationSettings } from './populationSettings.ts';

/** An id ends in `-pop<n>`; a long name before it is cut and told apart by its hash. */
const NAME_MAX = 56;
/** A candidate that takes more fuel than this many times that of what serves adds nothing to a front. */
const FUEL_REFERENCE = 2;

export type PopulationRequest = {
  readonly golden: Golden;
  readonly strategy: Strategy;
  /** What is different from the settings of its kind. */
  readonly settings: Partial<PopulationSettings>;
  /** By objective, to choose among finalists that are all shown to be better; null: the best quality. */
  readonly weights: Readonly<Record<string, number>> | null;
  /** Micro-dollars; absent: as the settings say. */
  readonly budgetMicro?: number;
  readonly evaluations?: number;
  /** The budget that pays; absent: that of the day. */
  readonly budget?: string;
  readonly by: string;
  /** What everything random derives from; absent: the seed of the house. */
  readonly seed?: number | undefined;
  /** What it begins with in place of what serves: the arm that another population is held against begins where that began. */
  readonly target?: string;
};

export type OpenedPopulation =
  | { readonly status: 'queued'; readonly population: string }
  /** `population` null: nothing was written. */
  | { readonly status: 'refused'; readonly population: string | null; readonly reason: string };

const GENOMES: Partial<Readonly<Record<Language, GenomeKind>>> = {
  javascript: 'code',
  typescript: 'code',
  workflow: 'workflow',
  prompt: 'prompt',
};

/** What each kind of genome is ranked by; the first says what is right. Times are measured and rank nobody (law 7). */
const RANKED: Readonly<Record<GenomeKind, readonly Objective['name'][]>> = {
  code: ['quality', 'fuel'],
  workflow: ['quality', 'fuel', 'cost'],
  prompt: ['quality', 'tokens', 'cost', 'repairs'],
};

/**
 * What the hypervolume of a generation is told against: no answer right, and twice the fuel of what serves. Where that is not counted, and of
 * other kinds, nothing is.
 */
function referenceOf(name: Objective['name'], fuel: number | null): Pick<Objective, 'reference'> {
  if (fuel === null) return {};
  return name === 'quality' ? { reference: 0 } : name === 'fuel' ? { reference: FUEL_REFERENCE * fuel } : {};
}

/**
 * Asks for a population on what serves a capability; a worker does the rest once it has begun. What cannot be searched is refused by its actor, which is a
 * fact; what has no such actor yet is refused with a reason alone. @throws NotKnown
 */
export async function openPopulation(
  dse: Dse,
  capability: string,
  request: PopulationRequest,
): Promise<OpenedPopulation> {
  const refused = (reason: string): OpenedPopulation => ({ status: 'refused', population: null, reason });
  const served = await servedBy(dse.workshop, capability, request.target);
  const { artifact } = served;
  if (artifact === null)
    return refused(`nothing serves ${capability} yet: \`dse task submit\` asks for its first implementation`);
  const genome = GENOMES[artifact.program.language];
  if (genome === undefined)
    return refused(
      `${capability} is served by ${artifact.program.language}: ${Object.keys(GENOMES).join(', ')} can be bred`,
    );
  const { context, state } = await lifecycleOf(dse.workshop, { kind: artifact.kind, id: artifact.id });
  if (request.target === undefined && state !== 'stored')
    return refused(`${artifact.id} is ${state}: only what is stored is bred from`);
  const free = await freeId(dse, artifact.id);
  if (free.open !== null) {
    // Who asked for it may have ended before beginning it: nobody else would, and it would be open for ever.
    await beginPopulation(dse, free.open, request.by);
    return refused(
      `population ${free.open} is open on ${artifact.id}: \`dse status ${free.open}\` says how far it is`,
    );
  }
  const { golden, strategy, weights, by } = request;
  const { mutations, crossovers, local } = breederOf(genome, dse.workshop);
  const { train, holdout } = golden.set;
  const measured = genome === 'code' ? await measuredIncumbent(dse.workshop, served, train) : null;
  // The labels are of what served when the set was built; to ask a model again would cost.
  const good = measured?.good ?? train.filter(({ label }) => label === 'good').length / train.length;
  const settings = populationSettings(dse.evolution, genome, request.settings, good);
  const budget =
    request.budget ?? (await openDayBudget(dse, dse.optimization.offline_batch, dse.host.now())).id;
  const { source } = context.artifact!;
  const seed = deriveSeed(request.seed ?? dse.seed, `evolve ${source} ${golden.built.golden}`);
  const examples = {
    golden: golden.built.golden,
    train: train.length,
    holdout: holdout.length,
  };
  const purse = {
    id: budget,
    proposals: dse.evolution.proposals,
    evaluations: request.evaluations ?? dse.evolution.evaluations,
    micro: request.budgetMicro ?? Math.round(dse.evolution.budget_usd * 1e6),
    evaluation_micro: 0,
  };
  const priced = { ...examples, genome, settings, seed, budget: purse, spec: served.spec };
  const evaluation_micro = await evaluationMicro(dse.workshop, {
    ...priced,
    source: artifact.program.source,
  });
  const id = `queue-${free.id}`;
  const sent = await dse.host.send(
    { kind: 'population', id: free.id },
    {
      type: 'queue',
      capability,
      kind: artifact.kind,
      target: artifact.id,
      genome,
      strategy,
      incumbent: source,
      ...examples,
      objectives: RANKED[genome].map((name) => ({
        name,
        ...OBJECTIVES[name],
        ...referenceOf(name, measured?.fuel ?? null),
      })),
      weights: weights === null ? null : { ...weights },
      operators: { mutations: [...mutations], crossovers: [...crossovers], local: [...local] },
      settings: crossovers.length === 0 ? { ...settings, crossover: 0 } : settings,
      budget: { ...purse, evaluation_micro },
      seed,
      by,
      read: golden.built.position,
      ...(genome === 'prompt' && [...dse.workshop.models.values()].some((model) => model.simulated)
        ? { simulated: true as const }
        : {}),
    },
    { id, correlation: id, causation: id },
  );
  return opened(sent, free.id);
}

function opened(sent: Sent, population: string): OpenedPopulation {
  if (sent.status === 'unavailable')
    throw new Error(`population ${population} cannot be opened: ${sent.reason}`);
  if (sent.status === 'refused') return { status: 'refused', population, reason: sent.message };
  const said = sent.status === 'committed' ? sent.facts : [];
  const refusal = said.find(({ type }) => type === 'population.refused');
  return refusal
    ? { status: 'refused', population, reason: String(refusal.data['refusal']) }
    : { status: 'queued', population };
}

/** The id of the next population on a target, or the one that is open on it. */
async function freeId(
  dse: Dse,
  target: string,
): Promise<{ readonly id: string; readonly open: string | null }> {
  const name =
    target.length <= NAME_MAX ? target : `${target.slice(0, NAME_MAX - 9)}-${sha256(target).slice(0, 8)}`;
  for (let number = 1; ; number += 1) {
    const id = `${name}-pop${number}`;
    const { snapshot } = await dse.host.look({ kind: 'population', id });
    if (snapshot.value === 'absent') return { id, open: null };
    if (snapshot.value !== 'ended' && snapshot.value !== 'refused') return { id, open: id };
  }
}

/** Begins a population that waits. Its cause is that it was asked for, so that `dse why` goes on from what came of it to who asked. */
export async function beginPopulation(
  { host }: Pick<Dse, 'host'>,
  population: string,
  by: string,
): Promise<Sent> {
  const ref = { kind: 'population', id: population } as const;
  const [asked] = await host.substrate.events.read(ref, 0, 1);
  return host.send(
    ref,
    { type: 'begin', by },
    {
      id: `begin-${population}`,
      correlation: `queue-${population}`,
      causation: asked?.id ?? `queue-${population}`,
    },
  );
}
