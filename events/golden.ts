import { z } from 'zod';

/** One labelled case of a golden set (SPEC E17, C68). JSON texts. */
export const GoldenExample = z.strictObject({
  /** Unique in its set: the first 16 digits of the input's sha256. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  input: z.string(),
  expected: z.string(),
  /** What the served implementation made of it when it was kept: failures are kept too, or the set says only what already works. */
  label: z.enum(['good', 'failure']),
});
export type GoldenExample = z.infer<typeof GoldenExample>;

/** A blob: what a population is judged on. `holdout` is used once, on the finalists; no breeder and no selection sees it. */
export const GoldenSet = z.strictObject({
  v: z.literal(1),
  capability: z.string(),
  train: z.array(GoldenExample).min(1).max(2000),
  holdout: z.array(GoldenExample).min(1).max(2000),
});
export type GoldenSet = z.infer<typeof GoldenSet>;
