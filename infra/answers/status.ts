import { z } from 'zod';
import type { OptimizationSettings } from '../config/settings/optimization.ts';
import type { QueryResult } from '../../projections/index.ts';
import { NotKnown } from './notKnown.ts';

export type Status = {
  readonly artifact: string;
  readonly capability: string;
  readonly fitness: number | null;
  readonly quality: number | null;
  readonly usage: number;
  /** `core`: as it was first made. `optimize`: a session or an evolution made it. */
  readonly phase: 'core' | 'optimize';
  readonly generator: string;
  readonly parent: string | null;
  readonly session: string | null;
  readonly session_state: string | null;
  /** What came under its name last and is another tool, and what it could be called (SPEC B10). */
  readonly split: { readonly version: string; readonly proposed: string } | null;
  /** When it is looked at again, in words. */
  readonly next: string;
};

const HOUR_MS = 3_600_000;

const Row = z.object({
  artifact_id: z.string(),
  capability: z.string(),
  /** What is no number is not measured. */
  fitness: z.number().nullable().catch(null),
  quality: z.number().nullable(),
  usage: z.coerce.number(),
  generator: z.string(),
  parent: z.string().nullable(),
  mode: z.string().nullable(),
  session: z.string().nullable(),
  session_state: z.string(),
  ended_ms: z.coerce.number().nullable(),
  split_version: z.string().nullable(),
  split_into: z.string().nullable(),
});
type Query = (sql: string) => Promise<QueryResult>;

/** What is known of what serves under this id: an artifact, or a capability (SPEC T32). @throws NotKnown */
export async function statusOf(
  query: Query,
  id: string,
  triggers: OptimizationSettings['triggers'],
  now: number,
): Promise<Status> {
  const { rows } = await query(`
    SELECT f.artifact_id, f.capability, f.fitness, f.quality, coalesce(f.usage_count, 0)::BIGINT AS usage, g.generator,
      json_extract_string(g.parents, '$[0]') AS parent, t.mode,
      q.actor_id AS session, coalesce(e.outcome, 'open') AS session_state,
      epoch_ms(e.recorded_at::TIMESTAMP) AS ended_ms, s.tool_version AS split_version, s.proposed AS split_into
    FROM fitness f
    JOIN fact.artifact_generated g ON g.actor_id = f.artifact_id
    LEFT JOIN fact.task_accepted t ON t.actor_id = g.task
    LEFT JOIN fact.optimization_queued q ON q.target = f.artifact_id
    LEFT JOIN fact.optimization_ended e ON e.actor_id = q.actor_id
    LEFT JOIN fact.tool_split s ON s.actor_id = f.capability
    WHERE (f.artifact_id = '${id}' OR f.capability = '${id}') AND f.served
    ORDER BY q.seq DESC NULLS LAST, s.seq DESC NULLS LAST LIMIT 1`);
  const [row] = z.array(Row).parse(rows);
  if (!row)
    throw new NotKnown(`nothing that serves is called "${id}": \`dse artifact list\` names what there is`);
  const { artifact_id, mode, ended_ms: ended, session, split_version, split_into, ...known } = row;
  const state = session === null ? null : row.session_state;
  return {
    ...known,
    artifact: artifact_id,
    phase: mode === 'optimize' ? 'optimize' : 'core',
    session,
    session_state: state,
    split:
      split_version === null || split_into === null ? null : { version: split_version, proposed: split_into },
    next: nextText({ fitness: row.fitness, usage: row.usage, state, ended, now }, triggers),
  };
}

type Known = {
  readonly fitness: number | null;
  readonly usage: number;
  readonly state: string | null;
  readonly ended: number | null;
  readonly now: number;
};

function nextText(
  { fitness, usage, state, ended, now }: Known,
  { interval_hours, fitness_threshold, usage_threshold }: OptimizationSettings['triggers'],
): string {
  if (state === 'open') return 'a session is open';
  const unfit = fitness !== null && fitness < fitness_threshold;
  const used = usage > usage_threshold;
  const due = ended === null ? now : ended + interval_hours * HOUR_MS;
  const because = unfit
    ? `fitness below ${fitness_threshold}`
    : used
      ? `more than ${usage_threshold} runs`
      : null;
  if (because === null)
    return `none is due: fit, and at most ${usage_threshold} runs; \`dse optimize\` asks for one`;
  return due <= now
    ? `due now (${because}), when nobody is at work`
    : `from ${new Date(due).toISOString()} (${because})`;
}
