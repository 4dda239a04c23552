import { z } from 'zod';
import type { Candidate } from '../../machines/rules/batch.ts';
import type { Projection } from '../../projections/index.ts';

/** Fewer runs than these say nothing of quality (SPEC C88). */
const RUNS_MIN = 30;
/** The newest runs say how something does now. */
const RUNS_MAX = 1000;

const Row = z.object({
  target: z.string(),
  capability: z.string(),
  kind: z.enum(['artifact', 'tool', 'workflow']),
  state: z.string(),
  usage: z.number(),
  quality: z.number().nullable(),
  cost_micro: z.number().nullable(),
  latency_us: z.number().nullable(),
  p95_us: z.number().nullable(),
});

export type CandidatesFound = {
  /** Of the log of events: what was known there is what a choice was made from. */
  readonly position: number;
  readonly candidates: readonly Candidate[];
};

/**
 * Everything that is served, as the views have it now (SPEC P60): what could be made better. Quality is the least that a proof, a later proof beside a descendant, or its newest
 * runs said of it; cost and latency are means over those runs.
 */
export async function candidatesIn(projection: Projection): Promise<CandidatesFound> {
  const position = projection.checkpoint.events;
  const { rows } = await projection.query(
    `
    WITH newest AS (
      SELECT ran, latency_us, cost_micro, quality FROM runs WHERE provider IS NULL
      QUALIFY row_number() OVER (PARTITION BY ran ORDER BY position DESC, idx DESC) <= ${RUNS_MAX}
    ), ran AS (
      SELECT ran, count(*) AS runs, avg(latency_us) AS latency_us, quantile_disc(latency_us, 0.95) AS p95_us, avg(cost_micro) AS cost_micro, avg(quality) AS quality
      FROM newest GROUP BY ran
    ), beside AS (
      SELECT artifact, quality FROM fact.proof WHERE fact = 'parent.proved'
      QUALIFY row_number() OVER (PARTITION BY artifact ORDER BY seq DESC, idx DESC) = 1
    )
    SELECT a.artifact_id AS target, a.capability, l.kind, a.state, a.usage_count::DOUBLE AS usage,
      least(a.quality_score, b.quality, CASE WHEN r.runs >= ${RUNS_MIN} THEN r.quality END)::DOUBLE AS quality,
      r.cost_micro::DOUBLE AS cost_micro, r.latency_us::DOUBLE AS latency_us, r.p95_us::DOUBLE AS p95_us
    FROM artifacts a
    JOIN fact.life l ON l.artifact = a.artifact_id
    LEFT JOIN ran r ON r.ran = a.artifact_id
    LEFT JOIN beside b ON b.artifact = a.artifact_id
    WHERE a.served AND a.quarantine IS NULL
    ORDER BY a.artifact_id`,
    { asOf: position, timeoutMs: 60_000, rows: 1_000_000 },
  );
  const micro = (value: number | null) => (value === null ? null : value / 1e6);
  return {
    position,
    candidates: z
      .array(Row)
      .parse(rows)
      .map(({ cost_micro, latency_us, p95_us, ...row }) => ({
        ...row,
        cost: micro(cost_micro),
        latency: micro(latency_us),
        p95: micro(p95_us),
      })),
  };
}
