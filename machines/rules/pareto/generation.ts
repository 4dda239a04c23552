import { offspring } from './offspring.ts';
import type { Draw } from './offspring.ts';
import { survivors } from './survivors.ts';
import type { Evaluated, Ranked, Survivors } from './survivors.ts';
import type { Genome, Variation } from './variation.ts';

export type Generation = Survivors & {
  /** What was evaluated. */
  readonly children: readonly Evaluated[];
  readonly refused: number;
};

/**
 * One generation of NSGA-II (Deb et al. 2002), population in, population out: `draw.count` children, evaluated, and as many of parents and children
 * go on as there were parents. The three steps stand alone too, for whoever waits between them for what an evaluation says.
 */
export function generation(
  population: readonly Ranked[],
  variation: Variation,
  evaluate: (genome: Genome) => readonly number[],
  draw: Draw,
): Generation {
  const { genomes, refused } = offspring(population, variation, draw);
  const children = genomes.map((genome) => ({ genome, objectives: evaluate(genome) }));
  return { ...survivors([...population, ...children], population.length), children, refused };
}
