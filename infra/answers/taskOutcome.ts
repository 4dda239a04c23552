import { Id } from '../../events/commit.ts';
import type { Fact } from '../../events/commit.ts';
import type { TaskPressure } from '../../events/pressure.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { bestEffortOf } from './bestEffort.ts';
import type { BestEffort } from './bestEffort.ts';
import { commitsOf } from './commits.ts';
import { NotKnown } from './notKnown.ts';

export type TaskOutcome = {
  readonly task: string;
  readonly outcome: 'answered' | 'unanswered' | 'rejected' | 'open';
  readonly capability: string | null;
  readonly artifact: string | null;
  readonly quality: number | null;
  readonly reason: string | null;
  readonly ways_out: readonly string[];
  /** Only of a task that said which quality it needs, or that it is urgent. */
  readonly pressure: TaskPressure | null;
  /** Only of a task that ended without an answer. */
  readonly best_effort: BestEffort | null;
  readonly steps: readonly { readonly position: number; readonly at: string; readonly fact: Fact }[];
};

const ENDS = {
  'task.answered': 'answered',
  'task.unanswered': 'unanswered',
  'task.rejected': 'rejected',
} as const;

/** What became of a task, from its own log. @throws NotKnown */
export async function outcomeOf(substrate: Substrate, task: string): Promise<TaskOutcome> {
  const commits = Id.safeParse(task).success ? await commitsOf(substrate, { kind: 'task', id: task }) : [];
  if (commits.length === 0) {
    throw new NotKnown(
      `there is no task "${task}": \`dse query "select task, outcome from tasks"\` lists them`,
    );
  }
  const steps = commits.flatMap(({ position, commit }) =>
    commit.events.map((fact) => ({ position, at: commit.meta.at, fact })),
  );
  const end = steps.findLast(({ fact }) => fact.type in ENDS)?.fact;
  const request = steps.find(({ fact }) => fact.type === 'task.accepted')?.fact.data['request'] as
    | { capability: string }
    | undefined;
  const data = end?.data ?? {};
  return {
    task,
    outcome: end ? ENDS[end.type as keyof typeof ENDS] : 'open',
    capability: request?.capability ?? (data['capability'] as string | undefined) ?? null,
    artifact: (data['artifact'] as string | undefined) ?? null,
    quality: (data['quality'] as number | undefined) ?? null,
    reason: (data['reason'] as string | undefined) ?? null,
    pressure: pressureOf(steps.map(({ fact }) => fact)),
    ways_out: (data['ways_out'] as readonly string[] | undefined) ?? [],
    best_effort:
      end?.type === 'task.unanswered'
        ? await bestEffortOf(
            substrate,
            steps.map(({ fact }) => fact),
          )
        : null,
    steps,
  };
}

function pressureOf(facts: readonly Fact[]): TaskPressure | null {
  const said = facts.find(({ type }) => type === 'task.accepted' || type === 'task.rejected');
  return (said?.data['pressure'] as TaskPressure | undefined) ?? null;
}
