import { z } from 'zod';
import type { Taken } from '../actors/intake.ts';
import { capabilityState } from '../actors/workshop.ts';
import { Id } from '../events/commit.ts';
import type { TaskMessage } from '../events/substrate/tasks.ts';
import { TaskOrder } from '../events/taskOrder.ts';
import type { BudgetContext } from '../machines/budget/machine.ts';
import { BUDGET } from '../machines/task/context.ts';
import { servicesOf } from './config/declaration.ts';
import type { Dse } from './dse.ts';

/** How long a task waits for its capability's suite to prove itself before it is looked at again. */
const PROVING_MS = 500;

const hopeless = (reason: string): Taken => ({ status: 'hopeless', reason: reason.slice(0, 1000) });

/** Makes a task of a producer's message: declares what it brings, then submits it under the producer's name for it. */
export async function takeTask(dse: Dse, { id, capability, body }: TaskMessage): Promise<Taken> {
  if (!Id.safeParse(id).success) return hopeless(`"${id}" is no task id: ids match [a-z0-9][a-z0-9_-]{0,63}`);
  let json: unknown;
  try {
    json = body.trim() === '' ? {} : JSON.parse(body);
  } catch (error) {
    return hopeless(`the body is not JSON: ${String(error)}`);
  }
  const parsed = TaskOrder.safeParse(json);
  if (!parsed.success) return hopeless(`the body is no task order: ${z.prettifyError(parsed.error)}`);
  const order = parsed.data;
  if (order.spec !== null) {
    const { spec } = order;
    if (spec.capability !== capability)
      return hopeless(
        `the message is for capability "${capability}", but its spec declares "${spec.capability}": use dse.task.${spec.capability}`,
      );
    // A seed is a declaration, too: a script that only it names would run as well.
    if (servicesOf(spec).length > 0)
      return hopeless('a tool with a service of its own is declared from its file: `dse task submit FILE`');
    const sent = await dse.declare(spec, '.');
    if (sent.status === 'unavailable') throw new Error(sent.reason);
    if (sent.status === 'refused') {
      const { context } = await capabilityState(dse.host, capability);
      if (!context.declared) return hopeless(`the spec was refused: ${sent.message}`);
      const reason = `capability "${capability}" is declared already with another content: leave the spec out, or name it otherwise`;
      await dse.refuse(capability, id, reason);
      return { status: 'taken' };
    }
  }
  const { state } = await capabilityState(dse.host, capability);
  if (state === 'proving') return { status: 'later', afterMs: PROVING_MS };
  const { description, spec: _, ...options } = order;
  const sent = await dse.submit(capability, id, description, options);
  if (sent.status === 'unavailable') throw new Error(sent.reason);
  return { status: 'taken' };
}

/** Reservations made and effects waiting beyond which no further task is begun: it waits in the queue, where it costs nothing. */
const OPEN_MAX = 60;

/** Whether another task can be begun now. */
export async function hasRoom(dse: Dse): Promise<boolean> {
  const [{ snapshot }, pending] = await Promise.all([
    dse.host.look({ kind: 'budget', id: BUDGET }),
    dse.substrate.effects.pending(),
  ]);
  return Object.keys((snapshot.context as BudgetContext).reserved).length + pending.length < OPEN_MAX;
}
