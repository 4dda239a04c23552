import { decodeCommit } from '../../../events/codec.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';

const OUTCOMES: ReadonlySet<string> = new Set(['task.answered', 'task.unanswered', 'task.rejected']);

/** Whether a task has an outcome in the log. */
export async function hasOutcome(log: Substrate, id: string): Promise<boolean> {
  const commits = await log.events.read({ kind: 'task', id });
  return commits.some(({ body }) =>
    decodeCommit(body, `task/${id}`).events.some(({ type }) => OUTCOMES.has(type)),
  );
}

/** Whether no task waits and no effect is pending. */
export async function isQuiet(log: Substrate): Promise<boolean> {
  return (await log.tasks.waiting()) === 0 && (await log.effects.pending()).length === 0;
}

/** Whether every one of these tasks has an outcome, and nothing is left to do. */
export async function allEnded(log: Substrate, tasks: readonly string[]): Promise<boolean> {
  for (const id of tasks) if (!(await hasOutcome(log, id))) return false;
  return isQuiet(log);
}
