import { z } from 'zod';
import { dueFor } from '../../machines/rules/triggers.ts';
import type { Priority } from '../../events/optimization.ts';
import { currentPressure } from '../pressure/currentPressure.ts';
import { probeHardware } from '../pressure/hardware.ts';
import type { Dse } from '../running.ts';
import { openDayBudget } from './budgets.ts';
import { watchedThings } from './watched.ts';

/** Sessions that a sweep asks for at most; the rest is due at the next one. */
const QUEUED_MAX = 20;
/** Who asked for a session begins it at once; one that still waits after so long was left by a process that ended. */
const LEFT_MS = 60_000;
/** Nobody is at work when nothing ran for so long and no task is open. */
const IDLE_MS = 60_000;
const RANK: Readonly<Record<Priority, number>> = { high: 0, medium: 1, low: 2 };

export type Swept = {
  /** Sessions that were asked for. */
  readonly queued: readonly { readonly session: string; readonly target: string; readonly reason: string }[];
  /** The one that was begun; null: none waits, one is at work already, somebody is at work, or the pressure forbids it. */
  readonly begun: string | null;
  readonly held: string | null;
};

/**
 * Looks once at what serves: asks for sessions on what is due, and begins the most pressing one that waits when nobody is at work and the pressure
 * allows it (SPEC T7-T11, T35, A11). What is measured here (clock, load, idleness) decides only when something begins, never what comes of it.
 */
export async function sweep(dse: Dse, now: number = dse.host.now()): Promise<Swept> {
  const { optimization } = dse;
  if (!optimization.enabled) return { queued: [], begun: null, held: 'optimization.enabled is off' };
  await probeHardware(dse);
  const queued = await queueDue(dse, now);
  const { waiting, working } = await sessions(dse, now);
  const next = waiting[0];
  if (next === undefined) return { queued, begun: null, held: null };
  if (working.length > 0) return { queued, begun: null, held: `${working[0]} is at work` };
  const busy = await whoIsAtWork(dse, now);
  if (busy !== null) return { queued, begun: null, held: busy };
  const pressure = await currentPressure(dse, dse.pressure);
  if (pressure.optimisation === 'none')
    return {
      queued,
      begun: null,
      held: `nothing is optimised under ${pressure.level} pressure (${pressure.reason})`,
    };
  const { id: budget } = await openDayBudget(dse, optimization.offline_batch, now);
  const sent = await dse.beginSession(next, `nobody is at work, pressure ${pressure.level}`, budget);
  return { queued, begun: sent.status === 'committed' ? next : null, held: null };
}

async function queueDue(dse: Dse, now: number): Promise<Swept['queued']> {
  const { position, things } = await watchedThings(dse);
  const due = things
    .flatMap((thing) => {
      const found = dueFor(thing, dse.optimization.triggers, now);
      return found === null ? [] : [{ thing, ...found }];
    })
    .toSorted((a, b) => RANK[a.priority] - RANK[b.priority])
    .slice(0, QUEUED_MAX);
  const queued: { session: string; target: string; reason: string }[] = [];
  for (const { thing, trigger, priority, reason } of due) {
    const { artifact, usage, fitness } = thing;
    const opened = await dse.optimize(artifact, {
      trigger,
      priority,
      reason,
      whenIdle: true,
      // Other hardware may find what was not found before.
      anew: trigger === 'hardware',
      read: { position, usage, fitness, value: null, cost_estimated_micro: 0, roi_estimated: null },
    });
    if (opened.status === 'queued') queued.push({ session: opened.session, target: artifact, reason });
  }
  return queued;
}

/** Sessions that wait to begin, the most pressing and oldest first, and those that are at work. */
async function sessions(
  dse: Pick<Dse, 'query'>,
  now: number,
): Promise<{ readonly waiting: readonly string[]; readonly working: readonly string[] }> {
  const { rows } = await dse.query(`
    WITH step AS (
      SELECT actor_id, max(seq) FILTER (fact = 'optimization.started') AS started,
        max(seq) FILTER (fact = 'optimization.paused') AS paused, max(seq) FILTER (fact = 'optimization.resumed') AS resumed
      FROM fact.optimization_step GROUP BY actor_id
    )
    SELECT q.actor_id AS session, s.started IS NOT NULL AS started
    FROM fact.optimization_queued q
    LEFT JOIN step s ON s.actor_id = q.actor_id
    LEFT JOIN fact.optimization_ended e ON e.actor_id = q.actor_id
    WHERE e.seq IS NULL AND coalesce(s.paused, 0) <= coalesce(s.resumed, 0)
      AND (q.when_idle OR s.started IS NOT NULL OR epoch_ms(q.recorded_at::TIMESTAMP) <= ${now - LEFT_MS})
    ORDER BY CASE q.priority WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, q.seq`);
  const found = z.array(z.object({ session: z.string(), started: z.boolean() })).parse(rows);
  const names = (started: boolean): string[] =>
    found.filter((one) => one.started === started).map(({ session }) => session);
  return { waiting: names(false), working: names(true) };
}

/** Who is at work, in words; null: nobody. */
async function whoIsAtWork(dse: Pick<Dse, 'query'>, now: number): Promise<string | null> {
  const { rows } = await dse.query(`
    SELECT (SELECT max(epoch_ms(ran_at::TIMESTAMP)) FROM fact.run WHERE provider IS NULL) AS ran_ms,
      (SELECT count(*) FROM tasks WHERE outcome = 'open' AND mode = 'core')::BIGINT AS open`);
  const { ran_ms: ran, open } = rows[0] ?? {};
  if (Number(open ?? 0) > 0) return `${Number(open)} tasks are open`;
  const ago = ran === null || ran === undefined ? Infinity : now - Number(ran);
  return ago >= 0 && ago < IDLE_MS ? `something ran ${Math.round(ago / 1000)} s ago` : null;
}
