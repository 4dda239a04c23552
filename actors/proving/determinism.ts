import type { CallOutcome } from '../ports.ts';
import type { JudgedCase } from './cases.ts';
import { outcomeText, shortText } from './judgeCalls.ts';
import type { CaseResult } from './judgeCalls.ts';

/**
 * The check that the same input gives the same outcome whatever ran before it, in the counted and the plain build, and whatever seed
 * `Math.random` has. `deterministic` null: no call came to an end, so nothing shows it.
 */
export function determinism(
  cases: readonly JudgedCase[],
  forth: readonly CallOutcome[],
  back: readonly CallOutcome[],
  reseeded: readonly CallOutcome[],
): { readonly check: CaseResult; readonly deterministic: boolean | null } {
  const result = (message: string | null, more: Partial<CaseResult> = {}): CaseResult => ({
    id: 'determinism/1',
    kind: 'determinism',
    message,
    input: null,
    expected: null,
    actual: null,
    stop: null,
    ...more,
  });
  if (cases.length === 0) {
    // What stopped the calls is the reason, not that they depend on anything.
    const check = result('no call came to an end, so nothing shows it', { stop: 'fuel' });
    return { check, deterministic: null };
  }
  const differing = (other: readonly CallOutcome[]): number =>
    cases.findIndex((_, index) => outcomeText(forth[index]!) !== outcomeText(other[index]!));
  const says = (at: number, other: readonly CallOutcome[], why: string, how: string): CaseResult => {
    const [first, second] = [outcomeText(forth[at]!), outcomeText(other[at]!)];
    return result(`${why}: ${cases[at]!.id} gave ${shortText(first, 90)}, ${how} ${shortText(second, 90)}`, {
      input: shortText(JSON.stringify(cases[at]!.input), 120),
      expected: shortText(first, 120),
      actual: shortText(second, 120),
    });
  };
  const backwards = differing(back);
  if (backwards >= 0) {
    const check = says(backwards, back, 'depends on earlier calls or their order', 'backwards');
    return { check, deterministic: false };
  }
  const again = differing(reseeded);
  if (again >= 0) {
    const check = says(
      again,
      reseeded,
      'is not deterministic: it depends on chance',
      'run again with another seed',
    );
    return { check, deterministic: false };
  }
  return { check: result(null), deterministic: true };
}
