import { betting } from '../../../machines/rules/sequential/betting.ts';
import { normalMixture } from '../../../machines/rules/sequential/normalMixture.ts';
import { decides } from '../../../machines/rules/sequential/sequentialTest.ts';
import type { SequentialTest } from '../../../machines/rules/sequential/sequentialTest.ts';

/** One look: after a value of each side, whether the test would now say that they differ. */
export type Look = (control: number, treatment: number) => boolean;

export type Contender = {
  readonly name: string;
  /** Whether its error is to be at most alpha, or is reported as it is. */
  readonly promised: boolean;
  readonly on: (alpha: number) => Look;
};

export const OURS = 'betting';
export const NAIVE = 'z-test at every look';

/** The expected effect of AsympCS, as a number of pairs (n* of Waudby-Smith et al.). */
const TUNED_FOR = 1000;

export const contenders: readonly Contender[] = [
  { name: OURS, promised: true, on: folded(betting({ against: 0 })) },
  { name: 'mSPRT, tau .02', promised: false, on: folded(normalMixture({ tau: 0.02, against: 0 })) },
  { name: 'AsympCS', promised: false, on: asympCs },
  { name: NAIVE, promised: false, on: zTest },
];

/** A test of the product, fed one value of each side per look. */
export function folded<State>(test: SequentialTest<State>): (alpha: number) => Look {
  return (alpha) => {
    let state = test.initial();
    return (control, treatment) => {
      state = test.step(state, { side: 'control', value: control });
      state = test.step(state, { side: 'treatment', value: treatment });
      return decides(test.evidence(state), 'either', alpha);
    };
  };
}

/** Mean difference and the sum of both variances, of pairs. */
function moments(): (
  control: number,
  treatment: number,
) => { n: number; difference: number; variance: number } {
  let [n, c, t, cc, tt] = [0, 0, 0, 0, 0];
  return (control, treatment) => {
    n += 1;
    c += control;
    t += treatment;
    cc += control * control;
    tt += treatment * treatment;
    const variance = cc / n - (c / n) ** 2 + tt / n - (t / n) ** 2;
    return { n, difference: (t - c) / n, variance };
  };
}

/**
 * Asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, Annals of Statistics 2024), in the form TensorZero uses:
 * half width = sd sqrt(2 (n rho² + 1) / (n² rho²) ln(sqrt(n rho² + 1) / alpha)).
 */
function asympCs(alpha: number): Look {
  const after = moments();
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / TUNED_FOR;
  return (control, treatment) => {
    const { n, difference, variance } = after(control, treatment);
    const grown = n * rho2 + 1;
    const half = (2 * grown * Math.log(Math.sqrt(grown) / alpha)) / (n * n * rho2);
    return variance > 0 && difference * difference > variance * half;
  };
}

/** Two-sided z-test of .05 as it is done once, done at every look. */
function zTest(): Look {
  const after = moments();
  return (control, treatment) => {
    const { n, difference, variance } = after(control, treatment);
    return variance > 0 && difference * difference * n > 1.959964 * 1.959964 * variance;
  };
}
