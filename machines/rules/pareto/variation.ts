import type { Random } from '../random.ts';

/** Values of one candidate; what they mean the kind of genome says. */
export type Genome = readonly number[];

/** How genomes of one kind come about. All are pure: the same stream gives the same genome. */
export type Variation = {
  /** A genome out of nothing, uniform over all there are. */
  readonly sample: (random: Random) => Genome;
  readonly cross: (a: Genome, b: Genome, random: Random) => readonly [Genome, Genome];
  readonly mutate: (genome: Genome, random: Random) => Genome;
};
