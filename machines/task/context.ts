import type { FactData } from '../../events/catalog.ts';
import type { SuiteRef } from '../../events/proof.ts';
import type { Experiment, TaskRequest } from '../../events/task.ts';
import type { FactEvent } from '../decision.ts';
import type { Measured } from '../rules/measured.ts';

type Judged = FactData<'candidate.judged'>;

export type TaskContext = {
  readonly request: Omit<TaskRequest, 'evidence' | 'description' | 'experiment'> | null;
  /** What it is an experiment of; absent: of no session. */
  readonly experiment?: Omit<Experiment, 'parent'> | undefined;
  /** A CORE task whose capability is served already. */
  readonly known: boolean;
  readonly strategy: 'repair' | 'speed';
  /** The drifted metrics that a descendant has to better. */
  readonly drifted: readonly string[];
  readonly suite: SuiteRef | null;
  readonly parent: Measured | null;
  /** Generators tried so far, in order. */
  readonly tried: readonly string[];
  /** How warm the generator is asked, where an expert says so. */
  readonly temperature?: number | undefined;
  /** Candidates of the current proposal that still wait for their proof; the first one is being proved. */
  readonly queue: readonly { readonly artifact: string; readonly source: string }[];
  /** The last rejected candidate and its numbers, for an evolution that finds nothing better. */
  readonly rejected: Pick<Judged, 'artifact' | 'reason' | 'compared' | 'fitness'> | null;
  readonly accepted: {
    readonly artifact: string;
    readonly quality: number;
    readonly generator: string;
    readonly fitness?: number | undefined;
    /** The session takes it. */
    readonly selected?: true | undefined;
  } | null;
  readonly evaluations: number;
  readonly costMicro: number;
  readonly funded: number;
};

export type TaskFact = FactEvent<
  | 'task.accepted'
  | 'task.rejected'
  | 'evidence.prepared'
  | 'suite.adopted'
  | 'task.funded'
  | 'parent.proved'
  | 'generator.chosen'
  | 'candidates.proposed'
  | 'candidate.judged'
  | 'candidate.selected'
  | 'hint.left'
  | 'task.answered'
  | 'task.unanswered'
  | 'effect.failed'
>;

/** The budget every task is funded from. */
export const BUDGET = 'default';
/** Proposes the capability's own starting code; not an arm of the bandit. */
export const SEED_GENERATOR = 'seed';
/** Proposes what was stored for something like it; not an arm of the bandit either. */
export const MEMORY_GENERATOR = 'memory';
/** Begins from stored things of other capabilities with a like interface, in sessions only; not an arm of the bandit either. */
export const NEIGHBOUR_GENERATOR = 'neighbours';
