import type { PressureLevel } from '../../../events/pressure.ts';
import type { Variant } from '../feasible.ts';
import { OPTIMISATIONS } from './levels.ts';
import type { Levels, Optimisation } from './levels.ts';

/** A variant and what it takes to have it answer: nothing where it is stored and answers by itself. */
export type PressuredVariant = Variant & { readonly needs?: Optimisation };

/** The best quality that can be promised under a level. Not measured: it is what is expected where nothing is known. */
export type Ceiling = { readonly quality: number; readonly measured: boolean };
export type Ceilings = Readonly<Record<PressureLevel, Ceiling>>;

/** What is expected while nothing is measured (SPEC C1); training improves nothing, as high pressure. */
const PRIORS: Readonly<Record<PressureLevel, number>> = { high: 0.75, medium: 0.9, low: 1, training: 0.75 };

/** The variants that may answer under a level: no dearer to have than it allows, and 95 of 100 runs within its time (SPEC C1). */
export function eligibleUnder<V extends PressuredVariant>(
  level: PressureLevel,
  variants: readonly V[],
  levels: Levels,
): readonly V[] {
  const { max_latency_ms: most, optimization_level } = levels[level];
  const allowed = OPTIMISATIONS.indexOf(optimization_level);
  return variants.filter(
    ({ needs = 'none', p95Us }) =>
      OPTIMISATIONS.indexOf(needs) <= allowed && (most === null || p95Us === null || p95Us <= most * 1000),
  );
}

/**
 * The ceiling of each level over the variants of a capability (SPEC C1): the best measured quality, never a floor. 0 where qualities are
 * measured but nothing may answer under the level; without any measurement what is expected of it.
 */
export function ceilingsOf(variants: readonly PressuredVariant[], levels: Levels): Ceilings {
  const measured = variants.some(({ quality }) => quality !== null);
  const of = (level: PressureLevel): Ceiling => {
    if (!measured) return { quality: PRIORS[level], measured };
    const qualities = eligibleUnder(level, variants, levels).map(({ quality }) => quality ?? 0);
    return { quality: Math.max(0, ...qualities), measured };
  };
  return { high: of('high'), medium: of('medium'), low: of('low'), training: of('training') };
}
