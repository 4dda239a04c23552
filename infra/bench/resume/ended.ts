import { decodeCommit } from '../../../events/codec.ts';
import type { ActorRef } from '../../../events/commit.ts';
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

/**
 * Whether an actor has ended, which is the fact `type` with its `outcome`. @throws Error where that is not the outcome it was to have; null: any will
 * do.
 */
export async function hasCome(
  log: Substrate,
  { kind, id }: ActorRef,
  type: 'population.ended' | 'rollout.concluded',
  expected: string | null,
): Promise<boolean> {
  const commits = await log.events.read({ kind, id });
  const facts = commits.flatMap(({ body }) => decodeCommit(body, `${kind}/${id}`).events);
  const end = facts.find((fact) => fact.type === type);
  if (end === undefined) return false;
  const outcome = String(end.data['outcome']);
  if (expected !== null && outcome !== expected)
    throw new Error(`bench: ${id} came to "${outcome}", it was to be "${expected}"`);
  return true;
}
