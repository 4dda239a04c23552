import { z } from 'zod';
import type { Seen } from '../../machines/rules/adaptiveTimeout.ts';
import type { QueryResult } from '../../projections/index.ts';

const Row = z.object({ calls: z.number(), p95_us: z.number().nullable() });

/** What a model's answered calls took: those for this capability, then all (SPEC B31). Names are ids. */
export async function latencySeen(
  query: (sql: string) => Promise<QueryResult>,
  model: string,
  capability: string,
): Promise<readonly Seen[]> {
  const { rows } = await query(`
    WITH answered AS (SELECT latency_us, model_for FROM runs WHERE ran = '${model}' AND provider IS NOT NULL AND outcome = 'ok')
    SELECT 1 AS place, count(*) AS calls, quantile_cont(latency_us, 0.95) AS p95_us FROM answered WHERE model_for = '${capability}'
    UNION ALL SELECT 2, count(*), quantile_cont(latency_us, 0.95) FROM answered
    ORDER BY place`);
  return z
    .array(Row)
    .parse(rows.map(({ calls, p95_us }) => ({ calls: Number(calls), p95_us })))
    .flatMap(({ calls, p95_us }) => (p95_us === null ? [] : [{ calls, p95Us: p95_us }]));
}
