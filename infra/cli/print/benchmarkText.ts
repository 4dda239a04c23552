import type { Benchmark } from '../../answers/benchmark.ts';

const COUNTED = ['fuel', 'dearest_fuel', 'quality', 'pass_rate', 'coverage', 'robustness'] as const;

const shown = (value: number | null): string => (value === null ? 'not counted' : String(value));

/** What the winner came to beside its parent, line by line: what was counted, which decided, then what was measured, which confirms. */
export function benchmarkText({ parent, winner, wall, decided_by }: Benchmark): string[] {
  const row = (name: (typeof COUNTED)[number]): string =>
    `  ${name.padEnd(13)} ${shown(parent[name])} → ${shown(winner[name])}`;
  return [
    `${parent.artifact} → ${winner.artifact}, on the same inputs of suite ${winner.suite}; decided by ${decided_by}`,
    ...COUNTED.map(row),
    `  measured, confirming only: ${parent.latency_us} → ${winner.latency_us} µs a call (medians); ${wallText(wall)}`,
  ];
}

function wallText(wall: Benchmark['wall']): string {
  if (wall === null) return 'no spread: these two were not timed by turns';
  const { ratio, low, high, control_low, control_high, verdict, rounds } = wall;
  return `${verdict}: ${ratio} of the parent's time by turns (${low} to ${high} in ${rounds} rounds, the parent beside itself ${control_low} to ${control_high})`;
}
