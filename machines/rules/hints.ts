import { COVERAGE_ENOUGH } from './acceptance.ts';

/** What a first answer leaves to be made better (SPEC B27). */
export type Hint = {
  readonly reason: 'low_fitness' | 'low_coverage' | 'slow' | 'weak_suite' | 'fragile';
  readonly priority: 'low' | 'medium' | 'high';
  /** How much work it is likely to be. */
  readonly effort: 'small' | 'medium' | 'large';
  /** The number that fell short, and what it fell short of. */
  readonly measured: number;
  /** Null: the capability says it (`objectives.strength_flag`). */
  readonly wanted: number | null;
};

/** Below this fitness an answer is worth an OPTIMIZE session soon (SPEC T10). */
export const FITNESS_WANTED = 0.8;
const ROBUSTNESS_WANTED = 0.9;
const PERFORMANCE_WANTED = 0.9;

export type Answered = {
  readonly fitness: number;
  readonly coverage: number | null;
  readonly performance: number | null;
  readonly robustness: number | null;
  /** Share of faults the suite catches, and whether that counts as weak; null: not measured. */
  readonly strength: { readonly score: number; readonly flagged: boolean } | null;
};

/** The hints of an accepted first answer, the most pressing first. What was not measured gives none. */
export function hintsOf({ fitness, coverage, performance, robustness, strength }: Answered): readonly Hint[] {
  const hints: Hint[] = [];
  if (fitness < FITNESS_WANTED)
    hints.push({
      reason: 'low_fitness',
      priority: 'high',
      effort: 'large',
      measured: fitness,
      wanted: FITNESS_WANTED,
    });
  if (strength?.flagged)
    hints.push({
      reason: 'weak_suite',
      priority: 'medium',
      effort: 'small',
      measured: strength.score,
      wanted: null,
    });
  if (performance !== null && performance < PERFORMANCE_WANTED)
    hints.push({
      reason: 'slow',
      priority: 'medium',
      effort: 'medium',
      measured: performance,
      wanted: PERFORMANCE_WANTED,
    });
  if (coverage !== null && coverage < COVERAGE_ENOUGH)
    hints.push({
      reason: 'low_coverage',
      priority: 'low',
      effort: 'small',
      measured: coverage,
      wanted: COVERAGE_ENOUGH,
    });
  if (robustness !== null && robustness < ROBUSTNESS_WANTED)
    hints.push({
      reason: 'fragile',
      priority: 'low',
      effort: 'medium',
      measured: robustness,
      wanted: ROBUSTNESS_WANTED,
    });
  return hints;
}
