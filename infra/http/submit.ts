import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { Id } from '../../events/commit.ts';
import { TaskOrder } from '../../events/taskOrder.ts';
import type { Dse } from '../dse.ts';
import { Problem } from './problem.ts';

/** A task order and what it is for. */
export const Order = TaskOrder.extend({ capability: Id });
export type Order = z.infer<typeof Order>;

export type Submitted = {
  readonly task: string;
  readonly capability: string;
  /** `duplicate`: this very task was submitted before. */
  readonly status: 'published' | 'duplicate';
};

/** Puts a task into the queue under its producer's name for it. @throws Problem when the name is another task's. */
export async function submitTask(
  dse: Dse,
  { capability, ...order }: Order,
  name?: string,
): Promise<Submitted> {
  const id = name ?? `t-${randomUUID().slice(0, 13)}`;
  if (!Id.safeParse(id).success)
    throw new Problem('bad-request', `"${id}" is no name of a task: it matches [a-z0-9][a-z0-9_-]{0,63}`, {
      param: 'Idempotency-Key',
    });
  // The order with its defaults filled: two texts of the same order are one task.
  const { status } = await dse.substrate.tasks.publish({ id, capability, body: JSON.stringify(order) });
  if (status === 'conflict')
    throw new Problem('task-conflict', `task "${id}" was submitted before with another content`);
  return { task: id, capability, status };
}
