import { z } from 'zod';
import { Id } from '../events/commit.ts';
import type { Variant } from '../machines/rules/feasible.ts';
import type { QueryResult } from '../projections/index.ts';

/** Fewer runs than these have no 95th percentile: then it is the latency of the proof. */
const RUNS_MIN = 20;
/** The newest runs say how fast something is now. */
const RUNS_MAX = 1000;

const Row = z.object({
  artifact: z.string(),
  served: z.boolean(),
  quality: z.number().nullable(),
  p95_us: z.number().nullable(),
  cost_micro: z.number().nullable(),
});

/**
 * Every implementation of a capability that can be called: proven, neither rejected, retired nor quarantined. Quality is the least that a
 * proof, a later proof beside a descendant, or its newest runs said of it.
 */
export async function variantsOf(
  query: (sql: string) => Promise<QueryResult>,
  capability: string,
): Promise<readonly Variant[]> {
  const { rows } = await query(`
    WITH newest AS (
      SELECT ran, latency_us, cost_micro, quality FROM runs WHERE capability = '${Id.parse(capability)}'
      QUALIFY row_number() OVER (PARTITION BY ran ORDER BY position DESC, idx DESC) <= ${RUNS_MAX}
    ), ran AS (
      SELECT ran, count(*) AS runs, quantile_disc(latency_us, 0.95) AS p95_us, avg(cost_micro) AS cost_micro, avg(quality) AS quality
      FROM newest GROUP BY ran
    ), beside AS (
      SELECT artifact, quality FROM fact.proof WHERE fact = 'parent.proved'
      QUALIFY row_number() OVER (PARTITION BY artifact ORDER BY seq DESC, idx DESC) = 1
    )
    SELECT a.artifact_id AS artifact, a.served,
      least(a.quality_score, b.quality, CASE WHEN r.runs >= ${RUNS_MIN} THEN r.quality END)::DOUBLE AS quality,
      CASE WHEN r.runs >= ${RUNS_MIN} THEN r.p95_us ELSE a.proof_latency_us END::DOUBLE AS p95_us,
      r.cost_micro::DOUBLE AS cost_micro
    FROM artifacts a
    LEFT JOIN ran r ON r.ran = a.artifact_id
    LEFT JOIN beside b ON b.artifact = a.artifact_id
    WHERE a.capability = '${Id.parse(capability)}' AND a.quarantine IS NULL
      AND a.state IN ('stored', 'drifting', 'evolving', 'variant')
    ORDER BY a.generated_seq`);
  return z
    .array(Row)
    .parse(rows)
    .map(({ artifact, served, quality, p95_us, cost_micro }) => ({
      artifact,
      served,
      quality,
      p95Us: p95_us,
      costMicro: cost_micro,
    }));
}
