import { firstGenomes } from '../../../machines/rules/pareto/offspring.ts';
import { generation } from '../../../machines/rules/pareto/generation.ts';
import { hypervolume } from '../../../machines/rules/pareto/hypervolume.ts';
import { survivors } from '../../../machines/rules/pareto/survivors.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Problem } from './problems.ts';

/** A way to spend evaluations: hypervolumes of what is known at each of `marks` evaluations, rising multiples of the population. */
export type Search = (problem: Problem, seed: number, marks: readonly number[]) => readonly number[];

const POPULATION = 100;

/** NSGA-II as the product has it; only the population of the last generation counts. */
export const nsga2: Search = (problem, seed, marks) => {
  const { variation, evaluate, reference } = problem;
  const { genomes } = firstGenomes(variation, { seed, generation: 0, count: POPULATION });
  const first = genomes.map((genome) => ({ genome, objectives: evaluate(genome) }));
  let { population } = survivors(first, POPULATION);
  let [evaluations, index] = [first.length, 0];
  return marks.map((mark) => {
    while (evaluations < mark) {
      index += 1;
      const draw = { seed, generation: index, count: Math.min(POPULATION, mark - evaluations) };
      const next = generation(population, variation, evaluate, draw);
      if (next.children.length === 0) break;
      population = next.population;
      evaluations += next.children.length;
    }
    return hypervolume(
      population.map(({ objectives }) => objectives),
      reference,
    );
  });
};

/** As many genomes drawn uniformly; all of them count, which no population of NSGA-II is allowed. */
export const randomSearch: Search = ({ variation, evaluate, reference }, seed, marks) => {
  const random = randomFrom(deriveSeed(seed, 'random search'));
  const known: (readonly number[])[] = [];
  return marks.map((mark) => {
    while (known.length < mark) known.push(evaluate(variation.sample(random)));
    return hypervolume(known, reference);
  });
};
