import { z } from 'zod';
import type { Substrate } from '../../events/substrate/substrate.ts';
import type { QueryResult } from '../../projections/index.ts';
import { populationOf } from './population.ts';
import type { PopulationAnswer } from './population.ts';
import { rolloutOf } from './rollout.ts';
import type { RolloutAnswer } from './rollout.ts';
import { sessionOf } from './session.ts';
import type { SessionAnswer } from './session.ts';

/** Something that goes on, without the facts it said. */
export type Underway =
  | ({ readonly kind: 'rollout' } & Omit<RolloutAnswer, 'steps'>)
  | ({ readonly kind: 'population' } & Omit<PopulationAnswer, 'steps'>)
  | ({ readonly kind: 'session' } & Omit<SessionAnswer, 'steps'>);

const Row = z.object({ kind: z.enum(['rollout', 'population', 'session']), id: z.string() });

/**
 * Rollouts, populations and sessions that are not over, of one capability or (null) of all: found in the projections, told from their own
 * logs.
 */
export async function underwayIn(
  substrate: Substrate,
  query: (sql: string) => Promise<QueryResult>,
  capability: string | null,
): Promise<readonly Underway[]> {
  const of = capability === null ? '' : `AND capability = '${capability}'`;
  const { rows } = await query(`
    SELECT 'rollout' AS kind, rollout AS id, 1 AS place, opened_seq AS seq FROM rollouts WHERE state <> 'over' ${of}
    UNION ALL SELECT 'population', population, 2, NULL FROM populations WHERE outcome IN ('queued', 'open') ${of}
    UNION ALL SELECT 'session', session, 3, NULL FROM sessions WHERE state IN ('queued', 'working', 'paused') ${of}
    ORDER BY place, seq, id`);
  const told = await Promise.all(
    z
      .array(Row)
      .parse(rows)
      .map((row) => one(substrate, row)),
  );
  // What ended since the projection was read is over.
  return told.flatMap((each) =>
    each === null || each.state === 'over' || each.state === 'ended' ? [] : [each],
  );
}

/** Null: its capability opened it, and no worker has told it so: it has no log yet. */
async function one(substrate: Substrate, { kind, id }: z.infer<typeof Row>): Promise<Underway | null> {
  if (kind === 'rollout') {
    if ((await substrate.events.head({ kind, id })) === null) return null;
    const { steps: _, ...answer } = await rolloutOf(substrate, id);
    return { kind, ...answer };
  }
  if (kind === 'population') {
    const { steps: _, ...answer } = await populationOf(substrate, id);
    return { kind, ...answer };
  }
  const { steps: _, ...answer } = await sessionOf(substrate, id);
  return { kind, ...answer };
}
