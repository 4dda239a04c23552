import type { Measured } from './measured.ts';

/** A descendant may be worse than its parent by this share in any metric but the drifted one (SPEC C12, F). */
export const REGRESSION_TOLERANCE = 0.05;
/** From this coverage on, more uncovered branches than the parent's are no reason to refuse (SPEC B25). */
export const COVERAGE_ENOUGH = 0.95;
/** The drifted metric has to improve by at least this share to count as better (SPEC F, min_improvement). */
export const MIN_IMPROVEMENT = 0.05;

export type Verdict = {
  readonly accepted: boolean;
  readonly reason: string;
  /** Metric → the parent's and the child's number on the same suite. */
  readonly compared: Readonly<
    Record<string, { readonly parent: number | null; readonly child: number | null }>
  >;
};

/** Where a descendant of what has not drifted may be better; a session looks at all of fitness, or at what it aims at (SPEC B14). */
const AIMS = {
  work: ['pass_rate', 'fuel'],
  any: ['pass_rate', 'fuel', 'coverage', 'robustness'],
  performance: ['fuel'],
  latency: ['dearest_fuel'],
  quality: ['pass_rate', 'coverage', 'robustness'],
} as const;

/** A gain that was shown before need not show again; who has better answers may answer otherwise than its parent. */
export type Aim = keyof typeof AIMS | 'better_answers' | 'same_answers';

/** What a proof says about held-out inputs and the visible suite, beside its numbers. */
export type Proven = Measured & {
  readonly passed: boolean;
  readonly visible: { readonly passed: number; readonly total: number };
  readonly heldOut: { readonly passed: number; readonly total: number } | null;
  readonly firstFailure: string | null;
  /** Where it answered otherwise than its parent: `input: parent's, its own`. */
  readonly firstDifference: string | null;
};

/** A first implementation: everything visible and held-out holds, and quality reaches the floor (SPEC P25, C11). */
export function acceptFirst(child: Proven, qualityMin: number): Verdict {
  const compared = { quality: { parent: qualityMin, child: child.quality } };
  const failure = provenFailure(child);
  if (failure) return { accepted: false, reason: failure, compared };
  if (child.quality < qualityMin) {
    return { accepted: false, reason: `quality ${child.quality} is below the floor ${qualityMin}`, compared };
  }
  return { accepted: true, reason: 'all visible and held-out checks hold', compared };
}

/**
 * A descendant against its parent, both proved on the same suite n+1 and on held-out inputs (SPEC P19, C12): accepted
 * iff it passes, the drifted metric is better by `MIN_IMPROVEMENT`, and no other metric is worse by more than
 * `REGRESSION_TOLERANCE`; it has no more uncovered branches than the parent on the same suite, or covers `COVERAGE_ENOUGH` (B25); and
 * what is only to be faster answers drawn inputs as its parent does, where that is right. Drift of latency and fuel is judged on fuel (law 7); drift of quality and errors on the pass
 * rate. `drifted` holds drift reasons; where there are none, `aim` says what a gain may be in, or that it was shown before, on examples of its own
 * (`better_answers`, `same_answers`). Better answers may take more work, which the reason then says: wrong ones are cheap.
 */
export function acceptDescendant(
  parent: Measured,
  child: Proven,
  drifted: readonly string[],
  aim: Aim = 'work',
): Verdict {
  const judgedOn: ReadonlySet<string> = new Set(
    drifted.map((reason) => (reason === 'quality' || reason === 'errors' ? 'pass_rate' : 'fuel')),
  );
  const aimed = aim === 'performance' || aim === 'latency' || aim === 'quality';
  const compared: Record<string, { parent: number | null; child: number | null }> = {
    pass_rate: { parent: parent.pass_rate, child: child.pass_rate },
    coverage: { parent: parent.coverage, child: child.coverage },
    // Without a target performance is measured against the parent, which equals itself.
    performance: {
      parent: parent.performance ?? (child.performance === null ? null : 1),
      child: child.performance,
    },
    robustness: { parent: parent.robustness, child: child.robustness },
    uncovered_branches: { parent: parent.uncovered, child: child.uncovered },
    fuel: child.common_fuel ?? { parent: parent.fuel, child: child.fuel },
    ...(aimed
      ? { dearest_fuel: { parent: parent.dearest_fuel ?? null, child: child.dearest_fuel ?? null } }
      : {}),
  };
  const say = (accepted: boolean, reason: string): Verdict => ({ accepted, reason, compared });
  const failure = provenFailure(child);
  if (failure) return say(false, failure);
  const gained = (metric: string): boolean => {
    const was = compared[metric]?.parent ?? null;
    const is = compared[metric]?.child ?? null;
    if (was === null || is === null) return false;
    return metric.endsWith('fuel') ? was - is >= was * MIN_IMPROVEMENT && is < was : is > was;
  };
  for (const metric of judgedOn) {
    const { parent: was, child: is } = compared[metric] ?? { parent: null, child: null };
    if (was === null || is === null) return say(false, `the drifted metric ${metric} was not measured`);
    if (!gained(metric))
      return say(false, `the drifted metric ${metric} is not better: ${was} before, ${is} now`);
  }
  // Improving what has not drifted needs a gain all the same.
  const shownBefore = aim === 'better_answers' || aim === 'same_answers';
  const better = judgedOn.size > 0 ? [...judgedOn] : shownBefore ? [] : AIMS[aim].filter(gained);
  if (better.length === 0 && !shownBefore)
    return say(false, `it is better in none of ${AIMS[aim].join(', ')}`);
  let dearer = '';
  for (const metric of ['pass_rate', 'coverage', 'performance', 'robustness'] as const) {
    const was = compared[metric]?.parent ?? null;
    const is = compared[metric]?.child ?? null;
    if (judgedOn.has(metric) || was === null || is === null) continue;
    // A parent that is wrong is often cheap where it is wrong: what both got right says whether the child works harder.
    const common = child.common_fuel;
    if (metric === 'performance' && common && common.child <= common.parent * (1 + REGRESSION_TOLERANCE))
      continue;
    if (is < was * (1 - REGRESSION_TOLERANCE)) {
      if (metric === 'performance' && aim === 'better_answers') {
        dearer = ` but performance (${was} before, ${is} now)`;
        continue;
      }
      return say(
        false,
        `${metric} is worse by more than ${REGRESSION_TOLERANCE * 100} %: ${was} before, ${is} now`,
      );
    }
  }
  const { parent: most, child: now } = compared['dearest_fuel'] ?? { parent: null, child: null };
  // Of a parent that is wrong somewhere the dearest input may be one that it gives up cheaply.
  const right = parent.pass_rate === 1;
  if (right && most !== null && now !== null && now > most * (1 + REGRESSION_TOLERANCE))
    return say(
      false,
      `dearest_fuel is worse by more than ${REGRESSION_TOLERANCE * 100} %: ${most} before, ${now} now`,
    );
  const [were, are] = [parent.uncovered, child.uncovered];
  const enough = child.coverage !== null && child.coverage >= COVERAGE_ENOUGH;
  if (were !== null && are !== null && are > were && !enough && parent.suite.hash === child.suite.hash) {
    const counted = `${are} branches stay uncovered, ${were} did before`;
    return say(false, `${counted}, and coverage ${child.coverage} is below ${COVERAGE_ENOUGH}`);
  }
  const otherwise = judgedOn.has('pass_rate') || aim === 'better_answers';
  if (!otherwise && (child.different ?? 0) > 0 && right) {
    const shown = child.firstDifference ? `: ${child.firstDifference}` : '';
    return say(
      false,
      `it answers ${child.different} drawn inputs otherwise than its parent${shown}`.slice(0, 900),
    );
  }
  return say(
    true,
    `${better.length === 0 ? 'better as shown before' : `better in ${better.join(' and ')}`}, nothing else worse by more than ${REGRESSION_TOLERANCE * 100} %${dearer}`,
  );
}

function provenFailure(child: Proven): string | null {
  const { visible, heldOut } = child;
  if (visible.passed === visible.total && heldOut && heldOut.passed < heldOut.total) {
    return `overfitted: it passes all ${visible.total} visible checks but only ${heldOut.passed} of ${heldOut.total} held-out inputs (${child.firstFailure ?? 'no reason given'})`.slice(
      0,
      900,
    );
  }
  if (!child.passed) return `it fails the suite: ${child.firstFailure ?? 'no reason given'}`.slice(0, 900);
  return null;
}
