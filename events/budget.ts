import { z } from 'zod';
import { ActorKind, Id } from './commit.ts';
import { Count, MicroDollars } from './proof.ts';

/** Who holds it: an actor's id in `task`, whatever its kind; `kind` says which, a task where it is absent. */
const holder = { task: Id, kind: ActorKind.optional() };

/** Facts of the actor `budget/<id>`: what is limited is an actor (law 9). Evaluations decide, money is booked, and reserved where it was asked for. */
export const budgetFacts = {
  'budget.opened': z.strictObject({ cap_evaluations: Count, cap_micro: MicroDollars }),
  'budget.reserved': z.strictObject({ ...holder, evaluations: Count, cost_micro: MicroDollars.optional() }),
  'budget.refused': z.strictObject({
    ...holder,
    evaluations: Count,
    left: Count,
    cost_micro: MicroDollars.optional(),
    left_micro: MicroDollars.optional(),
    reason: z.string().max(300),
  }),
  'budget.spent': z.strictObject({
    ...holder,
    evaluations: Count,
    cost_micro: MicroDollars,
    /** Part of `cost_micro` that no reservation covered; absent: none, or no money was reserved. */
    beyond_micro: MicroDollars.optional(),
  }),
  'budget.released': z.strictObject({ ...holder, evaluations: Count, cost_micro: MicroDollars.optional() }),
};
