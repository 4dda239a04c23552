import { z } from 'zod';
import { Sha256 } from './commit.ts';
import { Count } from './proof.ts';

/** Facts about the log itself, on the actor `log/<name>`. */
export const logFacts = {
  /** Every 10,000 commits and at shutdown; `root` = sha256 over the ids and body hashes of positions from..to. */
  'log.sealed': z.strictObject({ from: Count, to: Count, commits: Count, root: Sha256 }),
  'blob.erased': z.strictObject({ hash: Sha256, reason: z.string().max(300) }),
  'runs.lost': z.strictObject({ writer: z.string(), capability: z.string(), at_most: Count }),
};
