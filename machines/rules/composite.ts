/** What one candidate's run came to (SPEC E2, E9). */
export type CompositeMeasures = {
  readonly schemaOk: boolean;
  readonly safetyFlags: number;
  /** In [0, 1]; missing fails the gate (SPEC C66). */
  readonly validator?: number;
  /** In [0, 1]; missing fails the gate (SPEC C66). */
  readonly accuracy?: number;
  readonly latencyMs: number;
  readonly tokens: number;
  readonly repairs: number;
  readonly costUsd: number;
};

/** What is paid per millisecond, token, repair and dollar. */
export type CompositeWeights = {
  readonly latencyMs: number;
  readonly tokens: number;
  readonly repairs: number;
  readonly costUsd: number;
};

/** The seeds' own (SPEC E3), with the dollar that their formula forgot (SPEC C61). Numbers win over their comments (SPEC C62). */
export const COMPOSITE_WEIGHTS: CompositeWeights = {
  latencyMs: 0.001,
  tokens: 0.0005,
  repairs: 0.2,
  costUsd: 1,
};

const VALIDATOR_MIN = 0.9;
const ACCURACY_MIN = 0.85;

/** Whether anything else of a candidate counts (SPEC E2): schema kept, no safety flag, validator at least 0.9, accuracy at least 0.85. */
export function passesGate({ schemaOk, safetyFlags, validator, accuracy }: CompositeMeasures): boolean {
  return (
    schemaOk &&
    safetyFlags === 0 &&
    validator !== undefined &&
    validator >= VALIDATOR_MIN &&
    accuracy !== undefined &&
    accuracy >= ACCURACY_MIN
  );
}

/** The seeds' score as they wrote it, in [0, 1]: 0 behind the gate, else 1 less what was paid, no less than 0 (SPEC E3, C60). For oracles and rewards: most real candidates tie at 0. */
export function scoreRaw(measures: CompositeMeasures, weights = COMPOSITE_WEIGHTS): number {
  return passesGate(measures) ? Math.max(0, 1 - paid(measures, weights)) : 0;
}

/** The same before it is cut off, so that candidates that all score 0 still differ; at most 1, null behind the gate (SPEC C60). */
export function scoreUnclamped(measures: CompositeMeasures, weights = COMPOSITE_WEIGHTS): number | null {
  return passesGate(measures) ? 1 - paid(measures, weights) : null;
}

/**
 * The default where a single number is wanted (SPEC C60): 1 - Σ share × measure / budget; null behind the gate. Below 0 only for who spends more than
 * budgets allow. `budgets` in ms, tokens, repairs and dollars, each above 0; `shares` without a unit, 1 together. Throws where they are not.
 */
export function scoreNormalised(
  measures: CompositeMeasures,
  budgets: CompositeWeights,
  shares: CompositeWeights,
): number | null {
  const keys = ['latencyMs', 'tokens', 'repairs', 'costUsd'] as const;
  const empty = keys.find((key) => !(budgets[key] > 0));
  if (empty)
    throw new RangeError(`scoreNormalised: the budget of ${empty} is ${budgets[empty]}; give more than 0`);
  const sum = keys.reduce((all, key) => all + shares[key], 0);
  if (!(Math.abs(sum - 1) < 1e-9))
    throw new RangeError(`scoreNormalised: the shares add up to ${sum}; make it 1`);
  if (!passesGate(measures)) return null;
  return 1 - keys.reduce((all, key) => all + (shares[key] * measures[key]) / budgets[key], 0);
}

function paid(measures: CompositeMeasures, weights: CompositeWeights): number {
  return (
    weights.latencyMs * measures.latencyMs +
    weights.tokens * measures.tokens +
    weights.repairs * measures.repairs +
    weights.costUsd * measures.costUsd
  );
}
