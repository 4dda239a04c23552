import type { Phase, PlannedChild } from '../../../events/candidate.ts';
import type { Objective, PopulationSettings, Strategy } from '../../../events/populationPlan.ts';
import { deriveSeed, randomFrom } from '../random.ts';
import type { Random } from '../random.ts';
import { bestOf, elitesOn, islandOf, ranked } from './islands.ts';
import type { Member } from './islands.ts';
import { tournament } from './tournament.ts';
import type { Tournament } from './tournament.ts';

export type Operators = {
  readonly mutations: readonly string[];
  readonly crossovers: readonly string[];
  readonly local: readonly string[];
};
export type Planning = {
  readonly strategy: Strategy;
  readonly phase: Phase;
  readonly generation: number;
  readonly incumbent: string;
  /** Who live, by island. */
  readonly islands: readonly (readonly Member[])[];
  readonly objectives: readonly Objective[];
  readonly operators: Operators;
  readonly settings: PopulationSettings;
  readonly seed: number;
};

/** In a row of a random candidate. */
const RANDOM_OPERATORS_MAX = 3;

/** How many children a generation has: the first one fills all there is room for, the others what the elites leave. */
export function childrenOf(generation: number, settings: PopulationSettings): number {
  if (generation === 0) return settings.population;
  const elites = Array.from({ length: settings.islands }, (_, island) => elitesOn(island, settings));
  return Math.max(1, settings.population - elites.reduce((sum, count) => sum + count, 0));
}

/**
 * What becomes of one slot: who its parents are and which operators make it from them, all from (seed, generation, slot, attempt), so that
 * nothing depends on the order in which children come about.
 */
export function plannedChild(planning: Planning, slot: number, attempt: number): PlannedChild {
  const { settings, generation, incumbent, phase } = planning;
  const seed = deriveSeed(planning.seed, `generation ${generation} slot ${slot} attempt ${attempt}`);
  const random = randomFrom(seed);
  const child = { slot, island: islandOf(slot, settings.islands), seed: deriveSeed(seed, 'breed'), attempt };
  if (generation === 0 && slot === 0) return { ...child, operators: [], parents: [], contestants: [] };
  if (phase === 'crossover') return { ...child, ...crossed(planning, child.island, random) };
  // Every second small step begins at the incumbent: one step may mend it that mends nobody who is half right in another way.
  const fromBest = phase === 'local' && slot % 2 === 0;
  const parent = fromBest ? bestOf(planning.islands.flat(), planning.objectives).candidate : incumbent;
  return { ...child, operators: stepsOf(planning, random), parents: [parent], contestants: [] };
}

function stepsOf({ strategy, phase, operators }: Planning, random: Random): string[] {
  if (strategy === 'random') {
    const count = 1 + Math.floor(random.uniform() * RANDOM_OPERATORS_MAX);
    return Array.from({ length: count }, () => drawn(operators.mutations, random));
  }
  const small = phase === 'local' || strategy === 'local';
  return [drawn(small ? operators.local : operators.mutations, random)];
}

/** Parents by tournament on the island; crossed or copied, then mutated (SPEC C80, C81). */
function crossed(
  { islands, objectives, operators, settings }: Planning,
  island: number,
  random: Random,
): Pick<PlannedChild, 'operators' | 'parents' | 'contestants'> {
  const there = ranked(islands[island]!.length > 0 ? islands[island]! : islands.flat(), objectives);
  const draw = (from: typeof there): Tournament => tournament(from, settings.tournament, random);
  const first = draw(there);
  const others = there.filter(({ candidate }) => candidate !== first.winner);
  const cross = operators.crossovers.length > 0 && others.length > 0 && random.uniform() < settings.crossover;
  const made = cross ? [drawn(operators.crossovers, random)] : [];
  const second = cross ? draw(others) : null;
  const mutations = Array.from({ length: mutationsOf(settings, cross, random) }, () =>
    drawn(operators.mutations, random),
  );
  const both = second === null ? [first] : [first, second];
  return {
    operators: [...made, ...mutations],
    parents: both.map(({ winner }) => winner),
    contestants: both.map(({ contestants }) => [...contestants]),
  };
}

/**
 * Per gene each of `genes` changes with this chance. Per child the shares of crossed and of mutated children are given: together 1, each child is
 * one of both; what is more than 1 is both. What is not crossed changes at least once, or it would be its parent.
 */
function mutationsOf(settings: PopulationSettings, cross: boolean, random: Random): number {
  const { mutation, mutation_per, crossover, genes } = settings;
  if (mutation_per === 'child') {
    if (!cross) return 1;
    const both = crossover === 0 ? 0 : Math.max(0, mutation + crossover - 1) / crossover;
    return random.uniform() < both ? 1 : 0;
  }
  let count = 0;
  for (let gene = 0; gene < genes && count < MUTATIONS_MAX; gene += 1)
    if (random.uniform() < mutation) count += 1;
  return cross ? count : Math.max(1, count);
}

/** In a row of one child: beyond it is another program, not a descendant. */
const MUTATIONS_MAX = 8;

function drawn(from: readonly string[], random: Random): string {
  return from[Math.floor(random.uniform() * from.length)]!;
}
