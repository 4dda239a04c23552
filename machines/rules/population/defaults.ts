import type { GenomeKind, PopulationSettings } from '../../../events/populationPlan.ts';

type Own = Pick<
  PopulationSettings,
  | 'population'
  | 'elite'
  | 'mutation'
  | 'mutation_per'
  | 'crossover'
  | 'islands'
  | 'gate'
  | 'gate_min'
  | 'novelty'
>;

/**
 * What kinds of genomes differ in (SPEC C81). A workflow's .1 is the chance of each gene, a prompt's .7 that of each child: different meanings.
 * Code is evaluated for next to nothing and its single edits mend most of what can be mended, so its populations are larger than those of
 * prompts and mutate more than they cross; most of its mutants answer nothing at all, which a few examples show.
 */
const own: Readonly<Record<GenomeKind, Own>> = {
  workflow: {
    population: 50,
    elite: 5,
    mutation: 0.1,
    mutation_per: 'gene',
    crossover: 0.7,
    islands: 2,
    gate: 4,
    gate_min: 0.25,
    novelty: 0,
  },
  prompt: {
    population: 12,
    elite: 6,
    mutation: 0.7,
    mutation_per: 'child',
    crossover: 0.3,
    islands: 1,
    gate: 4,
    gate_min: 0.25,
    novelty: 0,
  },
  code: {
    population: 24,
    elite: 4,
    mutation: 0.8,
    mutation_per: 'child',
    crossover: 0.3,
    islands: 2,
    gate: 3,
    gate_min: 0.05,
    novelty: 0,
  },
};

/** The settings of a population where nothing else is said (SPEC C64, C80, C81, E10, G8). */
export function settingsOf(
  genome: GenomeKind,
  different: Partial<PopulationSettings> = {},
): PopulationSettings {
  return {
    ...own[genome],
    genes: 10,
    tournament: 3,
    migrate_every: 3,
    sample: 40,
    generations: 10,
    plateau: 3,
    target: 0.95,
    finalists: 3,
    holdout: 200,
    alpha: 0.05,
    control_max: 0.8,
    disagreement_max: 0.1,
    time_limit_ms: 3_600_000,
    deploy: 'offer',
    ...different,
  };
}
