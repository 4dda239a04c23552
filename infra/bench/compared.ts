import { middle } from './outcome.ts';
import type { BenchRow } from './outcome.ts';

/** One repetition: what was measured, and its reference in the same run. */
export type Turn = { readonly ours: number; readonly reference: number };

/** The middle of each, and of the ratios of the turns with their spread. */
export function compared(
  name: string,
  turns: readonly Turn[],
  rule: string,
  holds: (ratio: number) => boolean,
): BenchRow {
  const ratios = turns.map(({ ours, reference }) => ours / reference);
  const ratio = middle(ratios);
  return {
    name,
    ours: rounded(middle(turns.map(({ ours }) => ours))),
    reference: rounded(middle(turns.map(({ reference }) => reference))),
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    rule,
    holds: holds(ratio),
  };
}

/** What a reader can use: small values keep one decimal. */
const rounded = (value: number): number => (value < 100 ? Math.round(value * 10) / 10 : Math.round(value));
