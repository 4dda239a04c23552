/** The 97.5 % point of the standard normal. */
const Z = 1.959964;

/** An estimate of what each choice would have come to, in units of the reward. */
export type Estimate = {
  readonly value: number;
  /** Standard error of `value`. */
  readonly se: number;
  /** 95 %, by the normal approximation. */
  readonly interval: readonly [low: number, high: number];
};

export function estimateOf(value: number, se: number): Estimate {
  return { value, se, interval: [value - Z * se, value + Z * se] };
}

/** Mean of independent terms, with its standard error; of one term that is infinite. */
export function meanOf(terms: readonly number[]): Estimate {
  const n = terms.length;
  const value = terms.reduce((sum, term) => sum + term, 0) / n;
  const squares = terms.reduce((sum, term) => sum + (term - value) ** 2, 0);
  return estimateOf(value, n > 1 ? Math.sqrt(squares / (n * (n - 1))) : Number.POSITIVE_INFINITY);
}
