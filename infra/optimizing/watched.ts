import { z } from 'zod';
import type { Watched } from '../../machines/rules/triggers.ts';
import type { Dse } from '../running.ts';

export type WatchedThing = Watched & { readonly artifact: string; readonly capability: string };

const Row = z.object({
  artifact_id: z.string(),
  capability: z.string(),
  /** What is no number is not measured. */
  fitness: z.number().nullable().catch(null),
  usage: z.coerce.number(),
  ended_ms: z.coerce.number().nullable(),
  open: z.boolean(),
  drift_unsolved: z.boolean(),
  hardware_grew: z.boolean(),
});

/** Everything that serves, as it stands to its sessions; the least fit first. With the position it was read at. */
export async function watchedThings(
  dse: Pick<Dse, 'query' | 'substrate'>,
): Promise<{ readonly position: number; readonly things: readonly WatchedThing[] }> {
  const position = await dse.substrate.events.position();
  const { rows } = await dse.query(`
    WITH asked AS (
      SELECT q.target, q.seq, e.recorded_at AS ended_at FROM fact.optimization_queued q
      LEFT JOIN fact.optimization_ended e ON e.actor_id = q.actor_id
      UNION ALL
      -- What was refused is over: it is not asked for again at every look.
      SELECT target, seq, recorded_at FROM fact.optimization_refused
    ), session AS (
      SELECT target, max(seq) AS asked_seq, max(epoch_ms(ended_at::TIMESTAMP)) AS ended_ms, count(*) FILTER (ended_at IS NULL) AS open
      FROM asked GROUP BY target
    ), refused AS (
      SELECT actor_id AS artifact, max(seq) AS seq FROM fact.evolution_rejected
      WHERE task NOT IN (SELECT actor_id FROM fact.optimization_queued) GROUP BY actor_id
    ), grew AS (SELECT max(seq) AS seq FROM fact.hardware_changed WHERE grew)
    SELECT f.artifact_id, f.capability, f.fitness, coalesce(f.usage_count, 0)::BIGINT AS usage,
      s.ended_ms, coalesce(s.open, 0) > 0 AS open,
      coalesce(r.seq > coalesce(s.asked_seq, 0), FALSE) AS drift_unsolved,
      coalesce((SELECT seq FROM grew) > coalesce(s.asked_seq, 0), FALSE) AS hardware_grew
    FROM fitness f
    LEFT JOIN session s ON s.target = f.artifact_id
    LEFT JOIN refused r ON r.artifact = f.artifact_id
    WHERE f.served AND f.state = 'stored' AND f.artifact_type IN ('function', 'test')
    ORDER BY f.fitness NULLS LAST, f.artifact_id`);
  return {
    position,
    things: z
      .array(Row)
      .parse(rows)
      .map(({ artifact_id, ended_ms, drift_unsolved, hardware_grew, ...row }) => ({
        ...row,
        artifact: artifact_id,
        lastSession: ended_ms,
        driftUnsolved: drift_unsolved,
        hardwareGrew: hardware_grew,
      })),
  };
}
