import type { Fact } from '../../../events/commit.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import type { Form, Said } from '../command.ts';
import { commitsOf } from '../commits.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { painted } from '../print/say.ts';

export type TaskOutcome = {
  readonly task: string;
  readonly outcome: 'answered' | 'unanswered' | 'rejected' | 'open';
  readonly capability: string | null;
  readonly artifact: string | null;
  readonly quality: number | null;
  readonly reason: string | null;
  readonly ways_out: readonly string[];
  readonly steps: readonly { readonly position: number; readonly at: string; readonly fact: Fact }[];
};

const ENDS = {
  'task.answered': 'answered',
  'task.unanswered': 'unanswered',
  'task.rejected': 'rejected',
} as const;

/** What became of a task, from its own log. @throws CliProblem when there is no such task. */
export async function outcomeOf(substrate: Substrate, task: string): Promise<TaskOutcome> {
  const commits = await commitsOf(substrate, { kind: 'task', id: task });
  if (commits.length === 0) {
    throw new CliProblem(
      EXIT.failed,
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
    ways_out: (data['ways_out'] as readonly string[] | undefined) ?? [],
    steps,
  };
}

/** A task that found no proven answer, or was refused at once, ends with 3: refused by proof. */
const CODES = { answered: EXIT.ok, open: EXIT.ok, unanswered: EXIT.refused, rejected: EXIT.refused } as const;

/** Tells a task's outcome, and what can be done when there was none; gives the exit code. */
export function* sayOutcome(outcome: TaskOutcome, form: Form): Generator<Said, number> {
  if (form.json) {
    yield { out: JSON.stringify(outcome) };
    return CODES[outcome.outcome];
  }
  for (const { position, at, fact } of outcome.steps) {
    yield {
      out: `${String(position).padStart(6)}  ${at}  ${painted('cyan', fact.type, form)}  ${factText(fact)}`,
    };
  }
  const { task, outcome: end, artifact, capability, quality, reason } = outcome;
  if (end === 'answered')
    yield {
      out: `task/${task}: answered by ${artifact}, quality ${quality}; \`dse run ${capability} --input JSON\` uses it`,
    };
  else if (end === 'open') yield { out: `task/${task}: open; \`dse work\` goes on with it` };
  else yield { out: `task/${task}: ${end}: ${reason}` };
  for (const way of outcome.ways_out) yield { out: `  way out: ${way}` };
  return CODES[end];
}
