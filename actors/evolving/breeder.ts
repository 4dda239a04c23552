import type { CapabilitySpec } from '../../events/capability.ts';

/** What a population breeds: code, the settings of a prompt, or the steps of a workflow. */
export type GenomeKind = 'code' | 'prompt' | 'workflow';

/** An example that a parent got wrong; JSON texts. */
export type Missed = { readonly input: string; readonly expected: string; readonly actual: string };

export type BreedRequest = {
  /** One of the breeder's own. */
  readonly operator: string;
  /** Sources of one parent, or of two for a crossover. */
  readonly parents: readonly string[];
  readonly seed: number;
  readonly spec: CapabilitySpec;
  /** What the first parent got wrong on the visible examples; nothing held out is ever in it. */
  readonly missed: readonly Missed[];
};

/** `source` is the child's canonical text: the same genome is the same text. Money in micro-dollars, failures too. */
export type Bred = { readonly costMicro: number } & (
  | { readonly status: 'bred'; readonly source: string; readonly operators: readonly string[] }
  | { readonly status: 'nothing'; readonly reason: string }
);

/** How genomes of one kind come about. The same request gives the same child (law 8), but for what a model says. */
export interface Breeder {
  readonly kind: GenomeKind;
  /** Operators on one parent. */
  readonly mutations: readonly string[];
  /** Operators on two parents. */
  readonly crossovers: readonly string[];
  /** Mutations that are small steps: what local search uses. */
  readonly local: readonly string[];
  /** A genome that must fail every suite that is worth anything (law 4). */
  readonly empty: (spec: CapabilitySpec) => string;
  /** How different two sources are, in [0, 1]; 0 for the same. */
  distance(a: string, b: string): number;
  /** The most that models can bill for one answer of this genome to an input of so many bytes, micro-dollars. */
  dearest(source: string, spec: CapabilitySpec, inputBytes: number): number;
  breed(request: BreedRequest): Promise<Bred>;
}
