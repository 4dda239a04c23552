import { z } from 'zod';
import { Sha256 } from './commit.ts';
import { Count } from './proof.ts';

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

/** A blob: what a population is judged on. `holdout` is for the finalists of a population alone; no breeder and no selection sees it. */
export const GoldenSet = z.strictObject({
  v: z.literal(1),
  capability: z.string(),
  /** In an order of which the first few are a sample to choose by: failures and what is right take turns, and so do the expected answers. */
  train: z.array(GoldenExample).min(1).max(2000),
  holdout: z.array(GoldenExample).min(1).max(2000),
});
export type GoldenSet = z.infer<typeof GoldenSet>;

/** The fact of the actor `capability/<id>` that a golden set of it was built. */
export const GoldenBuilt = z.strictObject({
  /** The set, a blob. */
  golden: Sha256,
  /** Where its examples come from: recorded runs, the suite, or a file of somebody's. */
  source: z.enum(['production', 'suite', 'file']),
  train: Count,
  holdout: Count,
  /** What the served implementation got right and wrong when they were kept. */
  good: Count,
  failures: Count,
  /** Distinct inputs that are not in it, by reason. */
  left_out: z.strictObject({
    /** It failed, or nobody judged it, and neither the suite nor an oracle knows what is right. */
    unknown: Count,
    /** Its blob was erased. */
    erased: Count,
    /** Not an input of this capability. */
    unfit: Count,
    /** Beyond the limit. */
    over: Count,
  }),
  /** Runs and lines whose input another one had. */
  repeated: Count,
  /** Recorded runs up to this position of the run log were looked at; null: none were. */
  position: Count.nullable(),
  /** Below this quality a run is a failure. */
  min_quality: z.number().min(0).max(1),
  seed: Count,
});
export type GoldenBuilt = z.infer<typeof GoldenBuilt>;
