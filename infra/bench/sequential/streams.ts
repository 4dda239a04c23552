import { randomFrom } from '../../../machines/rules/random.ts';
import type { Random } from '../../../machines/rules/random.ts';

/** One simulated value of control and one of treatment per look. */
export type Stream = {
  readonly name: string;
  readonly differ: boolean;
  /** Its part of the replications. */
  readonly share: number;
  readonly draw: (random: Random) => readonly [control: number, treatment: number];
};

const binary =
  (p: number, q: number): Stream['draw'] =>
  (random) => [random.uniform() < p ? 1 : 0, random.uniform() < q ? 1 : 0];

/** Continuous in [0, 1], most of it near 0: the fourth power of a uniform number, its mean .2; `gain` is a share of values that are 1. */
function skewed(gain: number): Stream['draw'] {
  return (random) => {
    const [control, share, treatment] = [random.uniform(), random.uniform(), random.uniform()];
    return [control ** 4, share < gain ? 1 : treatment ** 4];
  };
}

export const streams: readonly Stream[] = [
  { name: 'both .01', differ: false, share: 1, draw: binary(0.01, 0.01) },
  { name: 'both .1', differ: false, share: 1, draw: binary(0.1, 0.1) },
  { name: 'both .5', differ: false, share: 1, draw: binary(0.5, 0.5) },
  { name: 'both u^4', differ: false, share: 0.4, draw: skewed(0) },
  { name: '.10 against .12', differ: true, share: 0.1, draw: binary(0.1, 0.12) },
  { name: 'u^4 against 3 % more ones', differ: true, share: 0.1, draw: skewed(0.03) },
];

/** The looks of one replication, all from its seed. */
export function looksOf({ draw }: Stream, seed: number): () => readonly [number, number] {
  const random = randomFrom(seed);
  return () => draw(random);
}
