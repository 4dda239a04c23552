import { describe, expect, it, test } from 'vitest';
import { acceptDescendant } from '../../machines/rules/acceptance.ts';
import { aimedFitness } from '../../machines/rules/aimedFitness.ts';
import { countedFitness } from '../../machines/rules/countedFitness.ts';
import { measured } from '../../machines/rules/measured.ts';
import { proven } from '../../machines/rules/proven.ts';
import type { ProofSummary } from '../../events/proof.ts';
import { proof } from '../samples.ts';

const of = (rest: Partial<ProofSummary> = {}) =>
  proven({ ...proof(), fuel: 1000, dearest_fuel: 400, performance: 1, robustness: 0.5, ...rest });
const parent = measured({ ...proof(), fuel: 1000, dearest_fuel: 400, performance: null, robustness: 0.5 });

describe('fitness under an aim', () => {
  it.each([
    ['performance', { fuel: 500 }, 0.666667],
    ['performance', { fuel: 1000 }, 0.5],
    ['performance', { fuel: 500, dearest_fuel: 9000, robustness: 0 }, 0.666667],
    ['latency', { dearest_fuel: 100 }, 0.8],
    ['latency', { dearest_fuel: 400, fuel: 1 }, 0.5],
  ] as const)('%s of %o is %d: its share of the work of both', (aim, rest, expected) => {
    expect(aimedFitness(of(rest), aim, parent)).toBe(expected);
  });

  test('for performance does not take the cheap wrong answers of a parent for less work', () => {
    const wrong = { ...parent, pass_rate: 0.5 };
    const mended = of({ fuel: 1500, common_fuel: { parent: 800, child: 400 } });
    expect(aimedFitness(wrong, 'performance', wrong)).toBe(0.5);
    expect(aimedFitness(mended, 'performance', wrong)).toBe(0.666667);
    expect(acceptDescendant(wrong, mended, [], 'performance').reason).toContain('better in fuel');
  });

  test('of quality looks at no speed, and grows with what is right, covered and robust', () => {
    const quality = (rest: Partial<ProofSummary>): number => aimedFitness(of(rest), 'quality', parent)!;
    expect(quality({ fuel: 1, performance: 0.01, latency_us: 9e9 })).toBe(quality({}));
    expect(quality({ robustness: 1 })).toBeCloseTo(quality({}) + 0.05, 6);
    expect(quality({ pass_rate: 0.5 })).toBeLessThan(quality({}));
    expect(quality({ coverage: { statements: 0.5, branches: 0.5, score: 0.5 } })).toBeLessThan(
      quality({ coverage: { statements: 1, branches: 1, score: 1 } }),
    );
  });

  test('without an aim is what it always was', () => {
    expect(aimedFitness(of(), undefined, parent)).toBe(countedFitness(of()));
  });

  it.each(['performance', 'latency'] as const)('is none for %s where work is not counted', (aim) => {
    const { dearest_fuel: _, ...uncounted } = parent;
    expect(aimedFitness({ ...uncounted, fuel: null }, aim, { ...uncounted, fuel: null })).toBeNull();
  });

  test('is never of a time that was measured', () => {
    const slow = of({ latency_us: 10_000_000 });
    for (const aim of ['performance', 'latency', 'quality', undefined] as const)
      expect(aimedFitness(slow, aim, parent)).toBe(aimedFitness(of(), aim, parent));
  });
});

describe('what is accepted under an aim', () => {
  it.each([
    ['performance', { fuel: 500 }, 'better in fuel'],
    ['performance', { robustness: 1 }, 'it is better in none of fuel'],
    ['performance', { fuel: 990 }, 'it is better in none of fuel'],
    [
      'performance',
      { fuel: 500, robustness: 0.4 },
      'robustness is worse by more than 5 %: 0.5 before, 0.4 now',
    ],
    [
      'performance',
      { fuel: 500, dearest_fuel: 500 },
      'dearest_fuel is worse by more than 5 %: 400 before, 500 now',
    ],
    ['latency', { dearest_fuel: 100 }, 'better in dearest_fuel'],
    ['latency', { fuel: 500 }, 'it is better in none of dearest_fuel'],
    [
      'latency',
      { dearest_fuel: 100, performance: 0.9 },
      'performance is worse by more than 5 %: 1 before, 0.9 now',
    ],
    ['quality', { robustness: 1 }, 'better in robustness'],
    ['quality', { fuel: 500 }, 'it is better in none of pass_rate, coverage, robustness'],
    [
      'quality',
      { robustness: 1, performance: 0.5 },
      'performance is worse by more than 5 %: 1 before, 0.5 now',
    ],
  ] as const)('%s, %o: %s', (aim, rest, said) => {
    expect(acceptDescendant(parent, of(rest), [], aim).reason).toContain(said);
  });

  test('a right answer may take more than the dearest input did where the parent was wrong', () => {
    const mended = of({ dearest_fuel: 900, common_fuel: { parent: 800, child: 800 } });
    expect(acceptDescendant({ ...parent, pass_rate: 0.5 }, mended, [], 'quality').accepted).toBe(true);
  });

  test('who asks for nothing special is compared as before', () => {
    const { compared, accepted } = acceptDescendant(parent, of({ fuel: 500, dearest_fuel: 9000 }), [], 'any');
    expect(accepted).toBe(true);
    expect(Object.keys(compared)).not.toContain('dearest_fuel');
  });
});
