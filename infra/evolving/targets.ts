import { z } from 'zod';
import type { Composite } from './composite.ts';

/** One of the improvements that the seeds expect, beside what was computed. */
export const Target = z.strictObject({
  metric: z.string(),
  unit: z.string(),
  expected_before: z.number().nullable(),
  expected_after: z.number(),
  /** Null: not measured. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** Whether `after` reaches what is expected; null: not measured. */
  reached: z.boolean().nullable(),
});
export type Target = z.infer<typeof Target>;

type Seen = { readonly before: number | null; readonly after: number | null };
const nothing: Seen = { before: null, after: null };

/**
 * The table of expected improvements (SPEC E16) beside what the hold-out showed of the incumbent and of who was chosen (of the incumbent alone where nobody
 * was). They are targets of systems with language models: nothing is chosen by them. `took_ms` is measured.
 */
export function targetsOf(
  incumbent: Composite | null,
  chosen: Composite | null,
  tookMs: number | null,
): readonly Target[] {
  const of = (read: (one: Composite) => number): Seen =>
    incumbent === null ? nothing : { before: read(incumbent), after: read(chosen ?? incumbent) };
  const most = (metric: string, unit: string, before: number, after: number, seen: Seen): Target =>
    target(metric, unit, before, after, seen, (value) => value >= after);
  const least = (metric: string, unit: string, before: number | null, after: number, seen: Seen): Target =>
    target(metric, unit, before, after, seen, (value) => value <= after);
  return [
    most(
      'quality',
      'share',
      0.75,
      0.92,
      of(({ measures }) => measures.accuracy),
    ),
    least(
      'latency_p95',
      'ms',
      2000,
      800,
      of(({ measures }) => measures.latency_p95_ms),
    ),
    least(
      'cost',
      'usd',
      0.05,
      0.02,
      of(({ measures }) => measures.cost_usd),
    ),
    most(
      'robustness',
      'share',
      0.8,
      0.95,
      of(({ measures }) => measures.validator ?? Number.NaN),
    ),
    least('time_to_optimise', 'minutes', null, 60, {
      before: null,
      after: tookMs === null ? null : tookMs / 60_000,
    }),
  ];
}

function target(
  metric: string,
  unit: string,
  expected_before: number | null,
  expected_after: number,
  { before, after }: Seen,
  holds: (value: number) => boolean,
): Target {
  const measured = (value: number | null): number | null =>
    value === null || Number.isNaN(value) ? null : value;
  const shown = measured(after);
  return {
    metric,
    unit,
    expected_before,
    expected_after,
    before: measured(before),
    after: shown,
    reached: shown === null ? null : holds(shown),
  };
}
