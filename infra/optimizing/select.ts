import { z } from 'zod';
import type { Priority, ReadBefore } from '../../events/optimization.ts';
import type { Dse } from '../running.ts';

/** What could be improved, as the projections know it. */
export type Improvable = {
  readonly artifact: string;
  readonly capability: string;
  readonly fitness: number | null;
  readonly usage: number;
  /** The most pressing hint its first answer left; medium where there is none. */
  readonly priority: Priority;
  /** What was read, for the session's first fact. */
  readonly read: ReadBefore;
};

export type Selection = {
  /** Only things of this priority or a higher one. */
  readonly priority: Priority | null;
  /** Only things whose fitness is below. */
  readonly fitnessBelow: number | null;
};

const RANK = { low: 0, medium: 1, high: 2 } as const;
const PRIORITIES = ['low', 'medium', 'high'] as const;

const Row = z.object({
  artifact_id: z.string(),
  capability: z.string(),
  /** What is no number is not measured. */
  fitness: z.number().nullable().catch(null),
  usage: z.coerce.number(),
  rank: z.coerce.number().nullable(),
});

/** Everything served that a session can be opened on, the most pressing and then the least fit first (SPEC T34). */
export async function improvable(
  dse: Pick<Dse, 'query' | 'substrate'>,
  { priority, fitnessBelow }: Selection,
): Promise<readonly Improvable[]> {
  const position = await dse.substrate.events.position();
  const { rows } = await dse.query(`
    WITH hint AS (
      SELECT artifact, max(CASE priority WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END) AS rank FROM fact.hint_left GROUP BY artifact
    )
    SELECT f.artifact_id, f.capability, f.fitness, coalesce(f.usage_count, 0)::BIGINT AS usage, h.rank
    FROM fitness f LEFT JOIN hint h ON h.artifact = f.artifact_id
    WHERE f.served AND f.state = 'stored' AND f.artifact_type IN ('function', 'test')
    ORDER BY coalesce(h.rank, 1) DESC, f.fitness NULLS LAST, f.artifact_id`);
  return z
    .array(Row)
    .parse(rows)
    .map(({ artifact_id, capability, fitness, usage, rank }): Improvable => ({
      artifact: artifact_id,
      capability,
      fitness,
      usage,
      priority: PRIORITIES[rank ?? RANK.medium]!,
      read: { position, usage, fitness, value: null, cost_estimated_micro: 0, roi_estimated: null },
    }))
    .filter((one) => priority === null || RANK[one.priority] >= RANK[priority])
    .filter((one) => fitnessBelow === null || (one.fitness !== null && one.fitness < fitnessBelow));
}
