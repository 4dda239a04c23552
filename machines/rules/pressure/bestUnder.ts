import type { PressureLevel } from '../../../events/pressure.ts';
import { chooseVariant } from '../feasible.ts';
import { eligibleUnder } from './ceiling.ts';
import type { PressuredVariant } from './ceiling.ts';
import type { Levels } from './levels.ts';

/** A variant whose quality was measured. */
export type Known<V> = V & { readonly quality: number };

/**
 * What answers under a level (SPEC C1, C2): of what may answer and reaches `least`, what is served, else the best. Null `least`: whatever is
 * best. Null: nothing.
 */
export function bestUnder<V extends PressuredVariant>(
  level: PressureLevel,
  variants: readonly V[],
  levels: Levels,
  least: number | null,
): Known<V> | null {
  const known = eligibleUnder(level, variants, levels).flatMap((variant) =>
    variant.quality === null ? [] : [{ ...variant, quality: variant.quality }],
  );
  const choice = chooseVariant(
    known.map((variant) => (least === null ? { ...variant, served: false } : variant)),
    { minQuality: least, maxLatencyUs: null, maxCostMicro: null },
  );
  if (choice.status === 'none') return null;
  return known.find(({ artifact }) => artifact === choice.artifact) ?? null;
}
