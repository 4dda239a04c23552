import { z } from 'zod';
import { Id } from './commit.ts';
import { Count, MicroDollars, Score01 } from './proof.ts';

export const GenomeKind = z.enum(['code', 'prompt', 'workflow']);
export type GenomeKind = z.infer<typeof GenomeKind>;

/** `random`: mutations of the incumbent alone, nothing is selected: what a search has to be held against. */
export const Strategy = z.enum(['evolve', 'local', 'random']);
export type Strategy = z.infer<typeof Strategy>;

/** What can be counted of an example (law 7: nothing measured by a clock is among it). Each has one unit; none is added to another. */
export const Objective = z.strictObject({
  name: z.enum(['quality', 'fuel', 'tokens', 'repairs', 'cost']),
  unit: z.enum(['share', 'fuel', 'tokens', 'repairs', 'micro_usd']),
  goal: z.enum(['max', 'min']),
  /** A value that is worse than all that matter: with one for each of two or three objectives the hypervolume is told. */
  reference: z.number().optional(),
});
export type Objective = z.infer<typeof Objective>;

/** All a population may do, fixed before it begins (SPEC C64, C80, C81). */
export const PopulationSettings = z.strictObject({
  population: z.int().min(2).max(50),
  /** Go on unchanged (SPEC G8). */
  elite: z.int().min(1).max(50),
  /** Per gene: the chance of each gene of a child. Per child: the share of children that are mutated. */
  mutation: Score01,
  mutation_per: z.enum(['gene', 'child']),
  /** Genes of a genome, where mutation is per gene. */
  genes: z.int().min(1).max(1000),
  /** Share of children that have two parents. */
  crossover: Score01,
  tournament: z.int().min(1).max(10),
  islands: z.int().min(1).max(8),
  /** Generations between two migrations. */
  migrate_every: z.int().min(1).max(1000),
  /** A child that differs by less from all that live is refused; 0: only what is the same. */
  novelty: Score01,
  /** Examples of the train split that each candidate answers. */
  sample: z.int().min(1).max(300),
  /** The first so many of them decide whether it answers the rest; 0: it always does. */
  gate: z.int().min(0).max(300),
  gate_min: Score01,
  generations: z.int().min(1).max(1000),
  /** Flat generations in a row after which it is over. */
  plateau: z.int().min(1).max(100),
  /** Quality that is enough; null: no quality is. */
  target: Score01.nullable(),
  finalists: z.int().min(1).max(5),
  /** Examples of the hold-out that each finalist answers. */
  holdout: z.int().min(1).max(300),
  /** Chance of calling something better that is not, over all finalists and objectives together. */
  alpha: z.number().gt(0).lt(0.5),
  /** A control with this quality passes, and then nothing is selected (law 4). */
  control_max: Score01,
  /** Share of examples on which the same implementation may get another score the second time. */
  disagreement_max: Score01,
  time_limit_ms: z.int().min(1),
  /** `offer`: the winner is offered to its capability. `none`: it stays stored. */
  deploy: z.enum(['offer', 'none']),
});
export type PopulationSettings = z.infer<typeof PopulationSettings>;

/** Whose money and evaluations, and what of them. A proposal is a child asked for; an evaluation is one candidate on one example. */
export const PopulationBudget = z.strictObject({
  id: Id,
  proposals: Count,
  evaluations: Count,
  micro: MicroDollars,
  /** The most that one evaluation can cost. */
  evaluation_micro: MicroDollars,
});
export type PopulationBudget = z.infer<typeof PopulationBudget>;
