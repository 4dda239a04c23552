import { describe, expect, it } from 'vitest';
import { acceptDescendant, acceptFirst } from '../../machines/rules/acceptance.ts';
import type { Proven, Verdict } from '../../machines/rules/acceptance.ts';
import { measured } from '../../machines/rules/measured.ts';
import type { ProofSummary } from '../../events/proof.ts';
import { failure, proof } from '../samples.ts';

function proven(different: Partial<ProofSummary> = {}): Proven {
  const whole = proof(different);
  const [first] = whole.failures;
  const other = whole.differential?.first;
  return {
    ...measured(whole),
    passed: whole.verdict === 'passed',
    visible: { passed: whole.passed, total: whole.total },
    heldOut: whole.held_out,
    firstFailure: first ? `${first.case}: ${first.message}` : null,
    firstDifference: other ? `for ${other.input} the parent gives ${other.parent}, it ${other.child}` : null,
  };
}

const parent = (different: Partial<ProofSummary> = {}) =>
  measured(proof({ fuel: 1000, robustness: 0.8, ...different }));
const child = (different: Partial<ProofSummary> = {}): Proven =>
  proven({ fuel: 1000, robustness: 0.8, ...different });
const verdicts = (
  drifted: string,
  ...cases: readonly [Partial<ProofSummary>, Partial<ProofSummary>][]
): boolean[] =>
  cases.map(
    ([was, is]) => acceptDescendant(parent(was), child(is), drifted === '' ? [] : [drifted]).accepted,
  );
const reason = ({ reason: why }: Verdict): string => why;

describe('a first implementation', () => {
  it('is accepted when everything holds and the floor is reached exactly', () => {
    expect(acceptFirst(proven({ quality: 0.75 }), 0.75)).toMatchObject({ accepted: true });
    expect(reason(acceptFirst(proven({ quality: 0.7499 }), 0.75))).toBe(
      'quality 0.7499 is below the floor 0.75',
    );
  });

  it('is refused for a failing check, which is named', () => {
    const failing = proven({
      verdict: 'failed',
      passed: 9,
      failures: [failure('example/2', 'expected 4, got 5')],
    });
    expect(reason(acceptFirst(failing, 0))).toBe('it fails the suite: example/2: expected 4, got 5');
  });

  it('is refused as overfitted when only held-out inputs fail', () => {
    const overfitted = proven({ verdict: 'failed', held_out: { passed: 1, total: 4 } });
    expect(reason(acceptFirst(overfitted, 0))).toContain(
      'overfitted: it passes all 10 visible checks but only 1 of 4',
    );
  });
});

describe('a descendant (P19, C12)', () => {
  it('that was shown to answer better elsewhere may take more work for it, and says so; one that only answers the same may not', () => {
    const slower = child({ performance: 0.4 });
    const was = parent({ performance: 1 });
    const better = acceptDescendant(was, slower, [], 'better_answers');
    expect([better.accepted, better.reason]).toEqual([
      true,
      'better as shown before, nothing else worse by more than 5 % but performance (1 before, 0.4 now)',
    ]);
    expect(acceptDescendant(was, slower, [], 'same_answers')).toMatchObject({ accepted: false });
    const weaker = child({ performance: 0.4, robustness: 0.1 });
    expect(acceptDescendant(was, weaker, [], 'better_answers')).toMatchObject({ accepted: false });
  });

  it('for fuel has to spend at least 5 % less', () => {
    const one = [{ fuel: 1000 }, { fuel: 950 }] as const;
    expect(
      verdicts('fuel', [one[0], one[1]], [{ fuel: 1000 }, { fuel: 951 }], [{ fuel: 1000 }, { fuel: 1000 }]),
    ).toEqual([true, false, false]);
  });

  it('for latency and cache is judged on fuel, because counts decide', () => {
    for (const metric of ['latency', 'cache'])
      expect(verdicts(metric, [{}, { fuel: 500 }], [{}, { fuel: 1000 }])).toEqual([true, false]);
  });

  it('for quality and errors has to pass more', () => {
    for (const metric of ['quality', 'errors'])
      expect(
        verdicts(metric, [{ pass_rate: 0.8 }, { pass_rate: 1 }], [{ pass_rate: 1 }, { pass_rate: 1 }]),
      ).toEqual([true, false]);
  });

  it('may be worse in another metric by 5 %, not by more', () => {
    expect(
      verdicts(
        'fuel',
        [{ robustness: 0.8 }, { fuel: 500, robustness: 0.76 }],
        [{ robustness: 0.8 }, { fuel: 500, robustness: 0.759 }],
      ),
    ).toEqual([true, false]);
    expect(reason(acceptDescendant(parent(), child({ fuel: 500, robustness: 0.5 }), ['fuel']))).toBe(
      'robustness is worse by more than 5 %: 0.8 before, 0.5 now',
    );
  });

  it('that repairs may spend more than its parent did where that was wrong, judged on what both got right', () => {
    const was = { pass_rate: 0.8, performance: 1 };
    const dearer = { performance: 0.4, fuel: 2500 };
    expect(
      verdicts(
        'quality',
        [was, { ...dearer, common_fuel: { parent: 800, child: 830 } }],
        [was, { ...dearer, common_fuel: { parent: 800, child: 900 } }],
        [was, { ...dearer, common_fuel: null }],
      ),
    ).toEqual([true, false, false]);
  });

  it('is compared on the fuel of common cases where there is one', () => {
    const cheaper = child({ fuel: 2000, common_fuel: { parent: 1000, child: 300 } });
    expect(acceptDescendant(parent(), cheaper, ['fuel'])).toMatchObject({
      accepted: true,
      compared: { fuel: { parent: 1000, child: 300 } },
    });
  });

  it('is refused where the drifted metric was not measured', () => {
    expect(reason(acceptDescendant(parent({ fuel: null }), child(), ['fuel']))).toBe(
      'the drifted metric fuel was not measured',
    );
  });

  it('is refused when it overfits, however much better it looks', () => {
    const overfitted = child({ fuel: 10, verdict: 'failed', held_out: { passed: 0, total: 4 } });
    expect(acceptDescendant(parent(), overfitted, ['fuel'])).toMatchObject({ accepted: false });
  });

  it('that equals its parent is never better, whatever had drifted', () => {
    for (const drifted of ['fuel', 'latency', 'quality', 'errors', 'cache', ''])
      expect(verdicts(drifted, [{}, {}])).toEqual([false]);
    expect(verdicts('', [{}, { fuel: 900 }])).toEqual([true]);
  });

  it('of a parent that spent nothing cannot spend less', () => {
    expect(verdicts('fuel', [{ fuel: 0 }, { fuel: 0 }])).toEqual([false]);
  });
});

describe('what a descendant leaves uncovered or answers otherwise', () => {
  const counts = (covered: number) => ({
    ...proof().counts,
    branches: { covered, total: 20 },
  });
  const coverage = (score: number) => ({ statements: score, branches: score, score });

  it('may not be more branches than its parent left, unless it covers 0.95', () => {
    const was = parent({ fuel: 1000, counts: counts(19), coverage: coverage(0.96) });
    const judged = (uncovered: number, score: number) =>
      acceptDescendant(was, child({ fuel: 500, counts: counts(20 - uncovered), coverage: coverage(score) }), [
        'fuel',
      ]);
    expect(judged(1, 0.96).accepted).toBe(true);
    expect(judged(2, 0.95).accepted).toBe(true);
    expect(judged(2, 0.949)).toMatchObject({
      accepted: false,
      reason: '2 branches stay uncovered, 1 did before, and coverage 0.949 is below 0.95',
      compared: { uncovered_branches: { parent: 1, child: 2 } },
    });
    expect(judged(1, 0.951).accepted).toBe(true);
  });

  it('may not be other answers, where it is only to be faster and its parent is right', () => {
    const differential = {
      inputs: 60,
      different: 2,
      first: { input: '[3]', parent: '[3]', child: '[]' },
    };
    const other = child({ fuel: 500, differential });
    expect(acceptDescendant(parent(), other, ['fuel'])).toMatchObject({
      accepted: false,
      reason: 'it answers 2 drawn inputs otherwise than its parent: for [3] the parent gives [3], it []',
    });
    const wrong = parent({ pass_rate: 0.5 });
    expect(acceptDescendant(wrong, other, ['quality']).accepted).toBe(true);
  });
});
