import { z } from 'zod';
import { CapabilitySpec } from './capability.ts';
import { Count, Score01 } from './proof.ts';

/**
 * The body of a task message (DESIGN 4, Tasks): what a producer asks for. The capability stands in the subject, the task's name in
 * `Nats-Msg-Id`; everything else has a default. The outcome, refusal included, is a fact on `task/<name>`.
 */
export const TaskOrder = z.strictObject({
  description: z.string().max(4000).default(''),
  /** Declares the capability first, where it is not declared yet: the content of a capability file. */
  spec: CapabilitySpec.nullable().default(null),
  /** What everything random in this task derives from; from the task's name unless given. */
  seed: Count.nullable().default(null),
  /** When the task is over whatever has been reached; null: when its budget is. */
  deadline_ms: z.int().min(1).nullable().default(null),
  /** What is needed at least; null: what the capability asks for. Out of reach under the pressure of the moment it is refused, with the numbers. */
  quality: Score01.nullable().default(null),
  /** It goes before what is measured: high pressure, so nothing stored that is slow and nothing dear is used. */
  urgent: z.boolean().default(false),
});
export type TaskOrder = z.infer<typeof TaskOrder>;
