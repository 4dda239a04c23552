/** The measured parts of a proof, each in [0, 1]. Null: not measured, never guessed. */
export type QualityParts = {
  readonly passRate: number;
  readonly coverage: number | null;
  readonly performance: number | null;
  readonly robustness: number | null;
};

/** Which arithmetic gave a quality. Values of different formulas are never ranked together (SPEC C10). */
export type QualityFormula = 'four-factor' | 'reduced' | 'contract';

export type Quality = { readonly formula: QualityFormula; readonly value: number };

/** Weights of SPEC P24 (seed 4.1): 0.4 pass rate + 0.3 coverage + 0.2 performance + 0.1 robustness. */
export const FOUR_FACTOR_WEIGHTS = {
  passRate: 0.4,
  coverage: 0.3,
  performance: 0.2,
  robustness: 0.1,
} as const;
/** Weights of SPEC C10 (seed A.2), used when performance or robustness was not measured. */
export const REDUCED_WEIGHTS = { passRate: 0.6, coverage: 0.4 } as const;

function inUnit(name: string, value: number): number {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`quality: ${name} is ${value}, it lies in [0, 1]`);
  return value;
}

/**
 * The quality of a proof, in [0, 1] at six decimals (SPEC P24, C10).
 * With all four parts: `four-factor`. With performance or robustness unmeasured: `reduced`, which scores
 * systematically higher, hence the name beside the number. Without coverage (tools and workflows have no statements of their own to cover):
 * `contract`, the pass rate alone.
 * Throws RangeError for a part outside [0, 1]: parts are computed, so that is a broken invariant.
 */
export function quality(parts: QualityParts): Quality {
  const passRate = inUnit('passRate', parts.passRate);
  if (parts.coverage === null) return { formula: 'contract', value: sixDecimals(passRate) };
  const coverage = inUnit('coverage', parts.coverage);
  if (parts.performance === null || parts.robustness === null) {
    return {
      formula: 'reduced',
      value: sixDecimals(REDUCED_WEIGHTS.passRate * passRate + REDUCED_WEIGHTS.coverage * coverage),
    };
  }
  const weights = FOUR_FACTOR_WEIGHTS;
  return {
    formula: 'four-factor',
    value: sixDecimals(
      weights.passRate * passRate +
        weights.coverage * coverage +
        weights.performance * inUnit('performance', parts.performance) +
        weights.robustness * inUnit('robustness', parts.robustness),
    ),
  };
}

/**
 * Performance in [0, 1]: min(1, target / actual), both in fuel over the same frozen inputs (SPEC section F, DESIGN law 7).
 * Null without a target (or without a count): unmeasured, not perfect.
 */
export function performanceScore(target: number | null, actual: number | null): number | null {
  if (target === null || actual === null) return null;
  if (actual <= 0) return 1;
  return sixDecimals(Math.min(1, target / actual));
}

function sixDecimals(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
