import { z } from 'zod';
import { Id } from './commit.ts';
import { Count, MicroDollars } from './proof.ts';

/** Facts of the actor `budget/<id>`: what is limited is an actor (law 9). Evaluations decide, money is booked. */
export const budgetFacts = {
  'budget.opened': z.strictObject({ cap_evaluations: Count, cap_micro: MicroDollars }),
  'budget.reserved': z.strictObject({ task: Id, evaluations: Count }),
  'budget.refused': z.strictObject({
    task: Id,
    evaluations: Count,
    left: Count,
    reason: z.string().max(300),
  }),
  'budget.spent': z.strictObject({ task: Id, evaluations: Count, cost_micro: MicroDollars }),
  'budget.released': z.strictObject({ task: Id, evaluations: Count }),
};
