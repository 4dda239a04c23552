import { z } from 'zod';
import type { ExampleRow } from '../../events/candidate.ts';
import { scoreNormalised, scoreRaw } from '../../machines/rules/composite.ts';
import type { CompositeMeasures, CompositeWeights } from '../../machines/rules/composite.ts';
import type { EvolutionSettings } from '../config/settings/evolution.ts';

const weights = z.strictObject({
  latency_ms: z.number(),
  tokens: z.number(),
  repairs: z.number(),
  cost_usd: z.number(),
});

/** The composite scores of one candidate, with all they were computed from. */
export const Composite = z.strictObject({
  candidate: z.string(),
  /** As the seeds wrote it, in [0, 1]. */
  score_raw: z.number(),
  /** Over budgets; null: it does not pass the gate. */
  score_normalised: z.number().nullable(),
  weights,
  budgets: weights,
  measures: z.strictObject({
    schema_ok: z.boolean(),
    /** Null: not measured, which does not pass the gate (SPEC C66). */
    validator: z.number().nullable(),
    accuracy: z.number(),
    /** Mean and 95 of 100, as measured beside other work. */
    latency_ms: z.number(),
    latency_p95_ms: z.number(),
    tokens: z.number(),
    repairs: z.number(),
    cost_usd: z.number(),
  }),
});
export type Composite = z.infer<typeof Composite>;

type Row = z.infer<typeof ExampleRow>;
type Settings = Pick<EvolutionSettings, 'composite' | 'composite_budgets'>;

/**
 * The seeds' composite of a candidate and the normalised one (SPEC C60-C62), from what it made of the hold-out. `validator` is the share of its suite that it
 * passes; null where it was not proved. Latency is a measured time: these scores are told and choose nobody (law 7). Throws without rows.
 */
export function compositeOf(
  candidate: string,
  rows: readonly Row[],
  validator: number | null,
  { composite, composite_budgets }: Settings,
): Composite {
  if (rows.length === 0) throw new RangeError(`compositeOf: ${candidate} answered nothing`);
  const mean = (of: (row: Row) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const waits = rows.map(({ wall_us }) => wall_us / 1000).toSorted((a, b) => a - b);
  const measures: CompositeMeasures = {
    schemaOk: rows.every(({ answer }) => answer !== null),
    safetyFlags: 0,
    ...(validator === null ? {} : { validator }),
    accuracy: mean(({ score }) => score),
    latencyMs: mean(({ wall_us }) => wall_us / 1000),
    tokens: mean(({ tokens }) => tokens),
    repairs: mean(({ repairs }) => repairs),
    costUsd: mean(({ cost_micro }) => cost_micro / 1e6),
  };
  const paid = named(composite);
  return {
    candidate,
    score_raw: rounded(scoreRaw(measures, paid)),
    score_normalised: normalised(measures, named(composite_budgets)),
    weights: composite,
    budgets: composite_budgets,
    measures: {
      schema_ok: measures.schemaOk,
      validator,
      accuracy: rounded(measures.accuracy!),
      latency_ms: rounded(measures.latencyMs),
      latency_p95_ms: rounded(waits[Math.min(waits.length - 1, Math.ceil(waits.length * 0.95) - 1)]!),
      tokens: rounded(measures.tokens),
      repairs: rounded(measures.repairs),
      cost_usd: measures.costUsd,
    },
  };
}

function named(of: EvolutionSettings['composite']): CompositeWeights {
  return { latencyMs: of.latency_ms, tokens: of.tokens, repairs: of.repairs, costUsd: of.cost_usd };
}

/** Each measure over its budget counts the same. */
const SHARES: CompositeWeights = { latencyMs: 0.25, tokens: 0.25, repairs: 0.25, costUsd: 0.25 };

function normalised(measures: CompositeMeasures, budgets: CompositeWeights): number | null {
  const score = scoreNormalised(measures, budgets, SHARES);
  return score === null ? null : rounded(score);
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
