import { z } from 'zod';

/** Whether an answer that was given may be given again (SPEC P57, A23, C33). */
export const Caching = z.strictObject({
  results: z
    .enum(['off', 'exact'])
    .default('off')
    .describe(
      '`exact`: the same input to the same implementation gets the answer it had, without running; for `deterministic` capabilities',
    ),
  entries: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe(
      'Answers a process keeps (`serve`, `work`), gone when it ends; the least recently used go first',
    ),
});
export type Caching = z.infer<typeof Caching>;
