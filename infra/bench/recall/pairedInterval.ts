import { randomFrom } from '../../../machines/rules/random.ts';

const DRAWS = 10_000;

/** The middle 95 % of mean(ours − reference) over questions drawn again with replacement, both of a question together. */
export function pairedInterval(
  ours: readonly number[],
  reference: readonly number[],
  seed: number,
): readonly [number, number] {
  const random = randomFrom(seed);
  const differences = ours.map((value, at) => value - reference[at]!);
  const means = Array.from({ length: DRAWS }, () => {
    let sum = 0;
    for (let at = 0; at < differences.length; at++)
      sum += differences[Math.floor(random.uniform() * differences.length)]!;
    return sum / differences.length;
  }).toSorted((a, b) => a - b);
  return [means[Math.floor(0.025 * DRAWS)]!, means[Math.ceil(0.975 * DRAWS) - 1]!];
}
