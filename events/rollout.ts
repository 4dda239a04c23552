import { z } from 'zod';
import { Id } from './commit.ts';
import { Score01 } from './proof.ts';

/** An arm of a split: one stored implementation and the share of requests that it answers. */
export const Arm = z.strictObject({ artifact: Id, share: Score01 });
export type Arm = z.infer<typeof Arm>;

/** Who answers a capability's requests while a rollout goes on, as the capability actor knows it. */
export const Split = z.strictObject({
  rollout: Id,
  /** `share`: by a hash of the unit, so that who had the challenger keeps it when shares grow. `bandit`: by Thompson sampling. */
  mode: z.enum(['share', 'bandit']),
  /** Run beside the incumbent on its inputs; they answer nobody. */
  shadow: z.array(Id).max(3),
  /** The incumbent first; shares add up to 1. */
  arms: z.array(Arm).min(1).max(4),
  /** Challengers that left, with the share they had: it is the incumbent's now, and nobody else's units change hands. */
  gone: z.array(Arm).max(2).optional(),
  /** Its place among the splits of its rollout, from 0: one that comes late does not undo a later one. */
  n: z.int().min(0).optional(),
});
export type Split = z.infer<typeof Split>;
