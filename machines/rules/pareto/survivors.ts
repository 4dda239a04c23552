import { crowdingDistances, leastCrowded } from './crowding.ts';
import { isJudged } from './dominates.ts';
import type { Objectives } from './dominates.ts';
import { fronts } from './fronts.ts';
import type { Genome } from './variation.ts';

export type Evaluated = { readonly genome: Genome; readonly objectives: Objectives };

/** A candidate among others: its front (0 the best) and the room it has there (Infinity at the ends). Both follow from genomes and objectives alone, by `survivors`. */
export type Ranked = Evaluated & { readonly rank: number; readonly crowding: number };

export type Survivors = {
  /** Best front first. */
  readonly population: readonly Ranked[];
  /** Candidates that some objective had no value for: they outlive nobody who has them all. */
  readonly unjudged: readonly Evaluated[];
};

/**
 * Who of all goes on (NSGA-II's elitism, Deb et al. 2002): whole fronts, best first, and of the front that does not fit its least crowded. The order
 * of `candidates` decides between equals alone. Fewer than `size` candidates all go on.
 */
export function survivors(candidates: readonly Evaluated[], size: number): Survivors {
  const population: Ranked[] = [];
  const points = candidates.map(({ objectives }) => objectives);
  for (const [rank, members] of fronts(points).entries()) {
    const room = size - population.length;
    if (room <= 0) break;
    for (const { index, crowding } of placed(
      members.map((index) => points[index]!),
      room,
    )) {
      population.push({ ...candidates[members[index]!]!, rank, crowding });
    }
  }
  return { population, unjudged: candidates.filter(({ objectives }) => !isJudged(objectives)) };
}

function placed(
  front: readonly Objectives[],
  room: number,
): readonly { readonly index: number; readonly crowding: number }[] {
  // Where values are missing nothing can be said of distances.
  if (!isJudged(front[0]!)) return front.slice(0, room).map((_, index) => ({ index, crowding: 0 }));
  if (front.length > room) return leastCrowded(front, room);
  return [...crowdingDistances(front)].map((crowding, index) => ({ index, crowding }));
}
