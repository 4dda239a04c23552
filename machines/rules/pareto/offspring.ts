import { deriveSeed, randomFrom } from '../random.ts';
import type { Random } from '../random.ts';
import { GenomeSet } from './genomeSet.ts';
import type { Ranked } from './survivors.ts';
import type { Genome, Variation } from './variation.ts';

/** Where in a search something is drawn: each (seed, generation, index) has a stream of its own, so any generation can be drawn again alone. */
export type Draw = { readonly seed: number; readonly generation: number; readonly count: number };

export type Proposals = {
  readonly genomes: readonly Genome[];
  /** Children that were there already: never evaluated. */
  readonly refused: number;
};

/** After so many matings in a row without anything new the rest is not looked for: a small space may hold nothing else. */
const PATIENCE = 100;

/** The first generation: `count` different genomes out of nothing, fewer where hardly any are left. Throws for a population of fewer than 2. */
export function firstGenomes(variation: Variation, draw: Draw): Proposals {
  requireTwo(draw.count);
  return gathered(draw, new GenomeSet(), (random) => [variation.sample(random)]);
}

/**
 * Children of a ranked population: two parents by tournament, crossed, mutated. What equals a member or an earlier child is refused.
 * Throws for a population of fewer than 2.
 */
export function offspring(population: readonly Ranked[], variation: Variation, draw: Draw): Proposals {
  requireTwo(population.length);
  const known = new GenomeSet(population.map(({ genome }) => genome));
  const parents = tournaments(population, draw);
  return gathered(draw, known, (random) =>
    variation
      .cross(parents.next().value.genome, parents.next().value.genome, random)
      .map((child) => variation.mutate(child, random)),
  );
}

function gathered(
  { seed, generation, count }: Draw,
  known: GenomeSet,
  born: (random: Random) => readonly Genome[],
): Proposals {
  const genomes: Genome[] = [];
  let [refused, idle] = [0, 0];
  for (let index = 0; genomes.length < count && idle < PATIENCE; index += 1) {
    const before = genomes.length;
    for (const genome of born(randomFrom(deriveSeed(seed, `${generation}:${index}`)))) {
      if (genomes.length === count) break;
      if (known.add(genome)) genomes.push(genome);
      else refused += 1;
    }
    idle = genomes.length === before ? idle + 1 : 0;
  }
  return { genomes, refused };
}

/** Winners of pairs, round after round; in each round everybody stands in one pair at most, so that luck in being drawn decides little. */
function* tournaments(
  population: readonly Ranked[],
  { seed, generation }: Draw,
): Generator<Ranked, never, undefined> {
  for (let round = 0; ; round += 1) {
    const order = shuffled(population, randomFrom(deriveSeed(seed, `${generation}:round ${round}`)));
    for (let at = 0; at + 1 < order.length; at += 2) yield winner(order[at]!, order[at + 1]!);
  }
}

/** The one of the better front; of one front the one with more room; of equals the first. */
function winner(a: Ranked, b: Ranked): Ranked {
  if (a.rank !== b.rank) return a.rank < b.rank ? a : b;
  return b.crowding > a.crowding ? b : a;
}

/** Fisher and Yates. */
function shuffled(population: readonly Ranked[], random: Random): readonly Ranked[] {
  const order = [...population];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random.uniform() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

function requireTwo(size: number): void {
  if (!(size >= 2)) {
    throw new RangeError(`offspring: a population of ${size} has nobody to cross; give it at least 2`);
  }
}
