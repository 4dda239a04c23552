import type { Objective } from '../../../events/populationPlan.ts';
import { crowdingDistances } from '../pareto/crowding.ts';
import { fronts } from '../pareto/fronts.ts';
import { survivors } from '../pareto/survivors.ts';
import { minimised } from './objectives.ts';

/** A candidate and the mean of each objective over the common sample. */
export type Member = readonly [candidate: string, values: readonly number[]];
export type Placed = {
  readonly candidate: string;
  readonly values: readonly number[];
  readonly rank: number;
  /** Infinity at the ends of its front. */
  readonly crowding: number;
};
type Goals = readonly Pick<Objective, 'goal'>[];

/** The island a slot of a generation belongs to. */
export function islandOf(slot: number, islands: number): number {
  return slot % islands;
}

/** How many live on an island; the first islands take what does not divide. */
export function roomOn(
  island: number,
  { population, islands }: { population: number; islands: number },
): number {
  return Math.floor(population / islands) + (island < population % islands ? 1 : 0);
}

/** How many of an island go on unchanged (SPEC G8): its share of the elite, at least one, and not all of it. */
export function elitesOn(
  island: number,
  settings: { population: number; islands: number; elite: number },
): number {
  return Math.max(1, Math.min(Math.ceil(settings.elite / settings.islands), roomOn(island, settings) - 1));
}

/** By fronts and the room on them (Deb et al. 2002): who is compared with whom, the best first; equals in the order of their ids. */
export function ranked(members: readonly Member[], goals: Goals): readonly Placed[] {
  const ordered = members.toSorted(byId);
  const points = ordered.map(([, values]) => minimised(values, goals));
  const placed = fronts(points).flatMap((front, rank) => {
    const room = crowdingDistances(front.map((at) => points[at]!));
    return front.map((at, place) => ({
      candidate: ordered[at]![0],
      values: ordered[at]![1],
      rank,
      crowding: room[place]!,
    }));
  });
  return placed.toSorted((a, b) => a.rank - b.rank || compareRoom(a.crowding, b.crowding));
}

/** The one with the best quality; of equals the better placed. */
export function bestOf(members: readonly Member[], goals: Goals): Placed {
  return ranked(members, goals).reduce((best, one) => (one.values[0]! > best.values[0]! ? one : best));
}

/** Who go on unchanged: the best in quality, which therefore never falls, then the best placed. */
export function elitesOf(members: readonly Member[], goals: Goals, count: number): readonly Member[] {
  if (members.length === 0) return [];
  const best = bestOf(members, goals);
  const others = ranked(members, goals).filter(({ candidate }) => candidate !== best.candidate);
  return [best, ...others].slice(0, count).map(({ candidate, values }) => [candidate, values] as const);
}

/**
 * Who of an island lives after a generation: its elites, the best in quality of all, and by NSGA-II the best of elites and children; where those are
 * too few the best of the other parents fill it. In the order of their ids, so that no order of evaluation shows.
 */
export function livingAfter(
  parents: readonly Member[],
  children: readonly Member[],
  goals: Goals,
  { room, elite }: { readonly room: number; readonly elite: number },
): readonly Member[] {
  const elites = elitesOf(parents, goals, elite);
  const fresh = [...elites, ...children];
  const others = ranked(parents, goals)
    .filter(({ candidate }) => !elites.some(([id]) => id === candidate))
    .slice(0, Math.max(0, room - fresh.length))
    .map(({ candidate, values }): Member => [candidate, values]);
  const all = [...fresh, ...others].toSorted(byId);
  const { population } = survivors(
    all.map(([, values], at) => ({ genome: [at], objectives: minimised(values, goals) })),
    room,
  );
  // Each objective has ends of its own: where there is little room the best in quality could be cut off as one of many.
  const best = all.length === 0 ? [] : elitesOf(all, goals, 1);
  const chosen = [...best, ...population.map(({ genome }) => all[genome[0]!]!)];
  const kept = new Map([...elites, ...chosen]);
  return [...kept].slice(0, room).toSorted(byId);
}

export function byId([a]: Member, [b]: Member): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareRoom(a: number, b: number): number {
  return a === b ? 0 : b - a;
}
