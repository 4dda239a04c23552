import { bernoulliKl } from './bernoulliKl.ts';

export type Oracle = {
  /** The shares of samples that tell the best arm soonest; 0 each where two arms are best. */
  readonly weights: readonly number[];
  /** T*: no algorithm of error at most d takes fewer than kl(d, 1 − d) T* samples in the mean; infinite where two are best. */
  readonly samples: number;
};

/** Bisections of an interval; 32 leave less than 1e-9 of it. */
const HALVINGS = 32;

function root(low: number, high: number, tooLow: (x: number) => boolean): number {
  let [a, b] = [low, high];
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (a + b) / 2;
    if (tooLow(middle)) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

/** What one sample of the best arm and x of another tell apart: kl(p, m) + x kl(q, m), m = (p + x q) / (1 + x). */
function told(p: number, q: number, x: number): number {
  const m = (p + x * q) / (1 + x);
  return bernoulliKl(p, m) + x * bernoulliKl(q, m);
}

/** The x at which `told` is y, for y below kl(p, q). */
function samplesTelling(p: number, q: number, y: number): number {
  let high = 1;
  while (told(p, q, high) < y && high < 1e9) high *= 2;
  return root(0, high, (x) => told(p, q, x) < y);
}

/**
 * The proportions of samples of the fastest identification of the best of arms with these means (Garivier and Kaufmann, COLT 2016,
 * theorem 5): x_a(y) is where 1 sample of the best and x of arm a tell y, and y solves sum kl(p, m_a) / kl(mu_a, m_a) = 1.
 * Means in (0, 1), at least two.
 */
export function oracleWeights(means: readonly number[]): Oracle {
  const p = Math.max(...means);
  const best = means.indexOf(p);
  const others = means.filter((_, index) => index !== best);
  const second = Math.max(...others);
  if (second === p) return { weights: means.map(() => 0), samples: Infinity };
  const balance = (y: number): number =>
    others.reduce((sum, q) => {
      const x = samplesTelling(p, q, y);
      const m = (p + x * q) / (1 + x);
      return sum + bernoulliKl(p, m) / bernoulliKl(q, m);
    }, 0);
  const y = root(0, bernoulliKl(p, second), (at) => balance(at) < 1);
  const ratios = means.map((q, index) => (index === best ? 1 : samplesTelling(p, q, y)));
  const total = ratios.reduce((sum, x) => sum + x, 0);
  return { weights: ratios.map((x) => x / total), samples: total / y };
}
