import type { Rescored } from '../../../events/candidate.ts';

const rounded = (value: number): number => Number(value.toPrecision(4));
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${rounded(Math.abs(value))}`;

/**
 * A finalist's mean quality beside the incumbent's, and the difference with its interval: `1 against 0.6: +0.4 (+0.22 to +0.59)`. The interval
 * is of the paired difference; around the mean itself it would leave what a quality can be.
 */
export function gainText(
  { mean, low, high }: Pick<Rescored, 'mean' | 'low' | 'high'>,
  incumbent: number,
): string {
  const gains = [mean, low, high].map((value) => signed(value - incumbent));
  return `${rounded(mean)} against ${rounded(incumbent)}: ${gains[0]} (${gains[1]} to ${gains[2]})`;
}
