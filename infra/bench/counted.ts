import type { BenchRow } from './outcome.ts';

/** A row of something counted once: no repetitions, so no spread. */
export function counted(
  name: string,
  ours: number,
  reference: number | null,
  rule: string,
  holds: boolean,
): BenchRow {
  const ratio = reference === null || reference === 0 ? null : Math.round((ours / reference) * 1e6) / 1e6;
  return { name, ours, reference, ratio, spread: null, rule, holds };
}
