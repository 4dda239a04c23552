/** A mean with its 95 % interval (normal). */
export type Figure = { readonly mean: number; readonly low: number; readonly high: number };

export function figureOf(values: readonly number[]): Figure {
  const mean = meanOf(values);
  const half = 1.96 * deviationOfMean(values, mean);
  return { mean, low: mean - half, high: mean + half };
}

/** Mean of `over` by mean of `under`, the pairs being of the same seeds; the interval by the delta method. */
export function ratioOf(over: readonly number[], under: readonly number[]): Figure {
  const below = meanOf(under);
  const ratio = meanOf(over) / below;
  const half =
    (1.96 *
      deviationOfMean(
        over.map((value, index) => value - ratio * under[index]!),
        0,
      )) /
    Math.abs(below);
  return { mean: ratio, low: ratio - half, high: ratio + half };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOfMean(values: readonly number[], mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1) / values.length);
}

export function said({ low, high }: Figure): string {
  return `95 %: ${rounded(low)} to ${rounded(high)}`;
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
