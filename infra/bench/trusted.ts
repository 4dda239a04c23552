import type { BenchRow } from './outcome.ts';

/** A reference beside what the notes measured for it: below half of that it says nothing about us, and the bench fails (DESIGN 13). */
export function trusted(name: string, rate: number, noted: number): BenchRow {
  const suspect = rate < noted / 2;
  return {
    name: suspect ? `reference suspect: ${name}` : name,
    ours: Math.round(rate),
    reference: noted,
    ratio: rate / noted,
    spread: null,
    rule: 'at least half of what the notes measured, or the reference is suspect',
    holds: !suspect,
  };
}
