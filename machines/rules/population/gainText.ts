import type { Rescored } from '../../../events/candidate.ts';

const rounded = (value: number): number => Number(value.toPrecision(4));
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${rounded(Math.abs(value))}`;

/** What the hold-out says of a finalist's quality. */
export type Gain = Pick<Rescored, 'mean' | 'low' | 'high' | 'n'> & {
  readonly better: number;
  readonly worse: number;
};

export function gainOf({ mean, low, high, n, pairs }: Rescored): Gain {
  const { better, worse } = pairs['quality']!;
  return { mean, low, high, n, better, worse };
}

/**
 * A finalist's mean quality beside the incumbent's, the difference with its interval, and what decides: on how many of the examples it is better and
 * worse, `1 against 0.6: +0.4 (+0.22 to +0.59), better on 24 and worse on 0 of 60`. The interval is of the paired difference; around the mean itself
 * it would leave what a quality can be.
 */
export function gainText({ mean, low, high, n, better, worse }: Gain, incumbent: number): string {
  const gains = [mean, low, high].map((value) => signed(value - incumbent));
  return `${rounded(mean)} against ${rounded(incumbent)}: ${gains[0]} (${gains[1]} to ${gains[2]}), better on ${better} and worse on ${worse} of ${n}`;
}
