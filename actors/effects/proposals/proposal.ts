import type { FactData } from '../../../events/catalog.ts';
import type { SuiteRef } from '../../../events/proof.ts';
import type { CapabilitySpec } from '../../../events/capability.ts';
import type { TaskContext } from '../../../machines/task/context.ts';
import type { TaskCommand } from '../../../machines/task/commands.ts';
import type { Workshop } from '../../workshop.ts';

/** What every way to propose candidates is given. */
export type Proposing = {
  readonly workshop: Workshop;
  /** The id of the task's actor. */
  readonly id: string;
  readonly task: TaskContext;
  readonly request: NonNullable<TaskContext['request']>;
  readonly declared: Omit<FactData<'capability.declared'>, 'description'>;
  /** What was served before, latest last. */
  readonly before: readonly string[];
  readonly spec: CapabilitySpec;
  readonly suite: SuiteRef;
  /** Position of the log at which it was asked for. */
  readonly position: number;
};

export type Proposed = Extract<TaskCommand, { type: 'proposed' }>;
export type ProposedCandidate = Proposed['candidates'][number];

/** What is improved: the target, or in an experiment what that starts from; null for a first answer. */
export function startOf({ task, request }: Proposing): string | null {
  return task.experiment?.from ?? request.target;
}

/** The parents of a descendant: the target is always one, or its capability would not know what it succeeds. */
export function withTarget({ request }: Proposing, parents: readonly string[]): string[] {
  return [...new Set([...parents.slice(0, 3), ...(request.target === null ? [] : [request.target])])];
}

/** A proposal without anything in it, and why. */
export function nothing(generator: string, note: string): Proposed {
  return {
    type: 'proposed',
    generator,
    candidates: [],
    evaluations: 0,
    yields: {},
    cost_micro: 0,
    note: note.slice(0, 300),
  };
}
