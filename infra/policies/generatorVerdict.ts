import { z } from 'zod';
import { Id } from '../../events/commit.ts';
import { verdict } from '../../machines/rules/bandit/bestArm.ts';
import type { Verdict } from '../../machines/rules/bandit/bestArm.ts';
import type { Query } from './loggedChoices.ts';

const Row = z.object({
  arm: z.string(),
  present: z.boolean(),
  chosen: z.number(),
  rewards: z.number(),
  mean: z.number().nullable(),
  propensity_min: z.number().nullable(),
  propensity_max: z.number().nullable(),
  alpha: z.number(),
  beta: z.number(),
});
export type GeneratorArm = Readonly<z.infer<typeof Row>> & {
  /** The capability has it, and it can be asked here. */
  readonly present: boolean;
};

export type GeneratorVerdict = {
  readonly arms: readonly GeneratorArm[];
  /** Null: no arm is left to be the best. */
  readonly verdict: Verdict | null;
};

/** Samples after which arms that are not told apart are left undecided, as in the view `policies`. */
const LIMIT = 20_000;

/**
 * How a capability's generators fare and whether the best of them is shown, at a chance of error of `delta` (SPEC E8). `here`: the generators that can
 * be asked now; those of the log that are not have vanished, and count in the evidence that is asked for. Null: nothing is known of the capability.
 */
export async function generatorVerdict(
  query: Query,
  capability: string,
  { delta, here }: { readonly delta: number; readonly here: ReadonlySet<string> },
): Promise<GeneratorVerdict | null> {
  const { rows } = await query(
    `SELECT * FROM policies WHERE kind = 'generator' AND capability = '${Id.parse(capability)}' ORDER BY arm`,
  );
  if (rows.length === 0) return null;
  const arms = z
    .array(Row)
    .parse(rows)
    .map((arm) => ({ ...arm, present: arm.present && here.has(arm.arm) }));
  const sampled = (present: boolean) =>
    arms
      .filter((arm) => arm.present === present)
      .map(({ arm, rewards, mean }) => ({ name: arm, n: rewards, sum: rewards * (mean ?? 0) }));
  const left = sampled(true);
  return {
    arms,
    verdict: left.length === 0 ? null : verdict(left, { delta, limit: LIMIT, vanished: sampled(false) }),
  };
}
