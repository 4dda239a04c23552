import type { FactData } from '../../events/catalog.ts';
import type { Fact } from '../../events/commit.ts';
import type { PopulationSettings, Strategy } from '../../events/populationPlan.ts';
import { populationOf } from '../answers/population.ts';
import type { PopulationAnswer } from '../answers/population.ts';
import { NotKnown } from '../answers/notKnown.ts';
import type { Dse } from '../running.ts';
import { buildGolden, lastGolden } from './golden/build.ts';
import type { Golden } from './golden/build.ts';
import { populationFacts } from './follow.ts';
import { beginPopulation, openPopulation } from './openPopulation.ts';
import type { PopulationRequest } from './openPopulation.ts';
import { evolutionResults } from './resultsOf.ts';
import type { EvolutionResults } from './results.ts';

export type EvolveRequest = {
  /** `last`: the one that was built last, or one of what there is; `recorded`: a new one of what was recorded by now, and of nothing else. */
  readonly golden: 'last' | 'recorded' | { readonly file: string };
  readonly strategy: Strategy;
  readonly settings: Partial<PopulationSettings>;
  readonly weights: Readonly<Record<string, number>> | null;
  readonly budgetMicro?: number;
  readonly evaluations?: number;
  readonly seed?: number | undefined;
  /** Spend as many evaluations on random candidates and show both. */
  readonly compare: boolean;
  readonly by: string;
};

export type Evolved =
  | { readonly status: 'ended'; readonly answer: PopulationAnswer; readonly results: EvolutionResults }
  | { readonly status: 'refused'; readonly reason: string }
  /** Nobody waits any longer; a worker goes on with it. */
  | { readonly status: 'left'; readonly population: string };

/** A random arm goes on until its evaluations are spent, whatever it finds. */
const RANDOM = { generations: 1000, target: null, deploy: 'none' } as const;

/**
 * Searches over generations for something better than what serves a capability (SPEC E10, E21): golden set, population, and what came of it; tells its progress
 * line by line. @throws NotKnown, BadGolden, NoGolden
 */
export async function* evolveCapability(
  dse: Dse,
  capability: string,
  request: EvolveRequest,
  signal: AbortSignal,
): AsyncGenerator<string, Evolved> {
  const golden = await goldenFor(dse, capability, request);
  const { train, holdout, source, failures } = golden.built;
  yield `${capability}: ${train} examples and ${holdout} held out (${source === 'production' ? 'recorded runs' : source}), ${failures} of them failures of what serves`;
  const asked: PopulationRequest = { ...request, golden };
  const first = yield* runPopulation(dse, capability, asked, signal);
  if (first.status !== 'ended') return first;
  const { answer } = first;
  const settings = dse.evolution;
  if (
    !request.compare ||
    answer.outcome === 'blocked' ||
    answer.outcome === 'failed' ||
    answer.outcome === 'cancelled'
  )
    return { status: 'ended', answer, results: evolutionResults(answer, null, settings) };
  yield `${answer.population}: as many evaluations for random candidates, which it is held against`;
  const arm = yield* runPopulation(
    dse,
    capability,
    {
      ...asked,
      strategy: 'random',
      settings: { ...request.settings, ...RANDOM },
      evaluations: answer.evaluations,
      target: answer.target,
    },
    signal,
  );
  if (arm.status === 'left') return arm;
  if (arm.status === 'refused') yield `no random arm: ${arm.reason}`;
  const compared = arm.status === 'ended' ? arm.answer : null;
  return { status: 'ended', answer, results: evolutionResults(answer, compared, settings) };
}

async function goldenFor(dse: Dse, capability: string, { golden, seed }: EvolveRequest): Promise<Golden> {
  const { min_quality, holdout_share } = dse.evolution;
  const common = { limit: 1000, minQuality: min_quality, holdout: holdout_share, seed: seed ?? dse.seed };
  if (golden !== 'last')
    return buildGolden(dse, capability, {
      ...common,
      from: golden === 'recorded' ? { source: 'production' } : golden,
    });
  try {
    return await lastGolden(dse, capability);
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    return buildGolden(dse, capability, { ...common, from: { source: 'auto' } });
  }
}

type Ran =
  | Extract<Evolved, { status: 'refused' | 'left' }>
  | { readonly status: 'ended'; readonly answer: PopulationAnswer };

async function* runPopulation(
  dse: Dse,
  capability: string,
  request: PopulationRequest,
  signal: AbortSignal,
): AsyncGenerator<string, Ran> {
  const opened = await openPopulation(dse, capability, request);
  if (opened.status === 'refused') return opened;
  const { population } = opened;
  await beginPopulation(dse, population, request.by);
  yield `${population} searches by ${request.strategy} (Ctrl-C leaves it to the next worker)`;
  const facts = populationFacts(dse, population, signal);
  for (;;) {
    const { value, done } = await facts.next();
    if (done) {
      if (!value) return { status: 'left', population };
      break;
    }
    const line = progressOf(value);
    if (line !== null) yield `${population}: ${line}`;
  }
  return { status: 'ended', answer: await populationOf(dse.substrate, population) };
}

/** What is worth a line while one waits. */
function progressOf({ type, data }: Fact): string | null {
  switch (type) {
    case 'controls.checked': {
      const { controls, blocked } = data as FactData<'controls.checked'>;
      return blocked === null
        ? `${controls.length} controls fail, as they must`
        : `nothing is selected: ${blocked}`;
    }
    case 'generation.ended': {
      const { generation, phase, quality, front, evaluations, cost_micro, flat } =
        data as FactData<'generation.ended'>;
      return `generation ${generation} (${phase}): best ${quality.toFixed(3)}, front of ${front.length}${flat ? ', nothing new' : ''}; ${evaluations} evaluations, $${(cost_micro / 1e6).toFixed(4)}`;
    }
    case 'population.stopped':
      return `stops: ${(data as FactData<'population.stopped'>).reason}`;
    case 'deployment.decided':
      return (data as FactData<'deployment.decided'>).notified;
    default:
      return null;
  }
}
