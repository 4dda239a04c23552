import { Id } from '../../events/commit.ts';
import type { Projection, ResultRow } from '../../projections/index.ts';

/** A page of tasks, newest first. */
export async function taskPage(
  knowledge: Projection,
  page: {
    readonly capability: string | null;
    readonly outcome: 'open' | 'answered' | 'unanswered' | 'rejected' | null;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<readonly ResultRow[]> {
  const { capability, outcome, limit, offset } = page;
  const where = [
    'true',
    ...(capability === null ? [] : [`capability = '${Id.parse(capability)}'`]),
    ...(outcome === null ? [] : [`outcome = '${outcome}'`]),
  ];
  const { rows } = await knowledge.query(
    `SELECT * FROM tasks WHERE ${where.join(' AND ')} ORDER BY accepted_at DESC, task LIMIT ${limit} OFFSET ${offset}`,
  );
  return rows;
}
