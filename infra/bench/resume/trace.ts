import { decodeCommit } from '../../../events/codec.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';

/**
 * What may differ between two runs that decided alike, in facts and in states: measured times, money and fitness made of them, places in shared
 * streams, names of workers, and what the memory held when it was asked; what was made of that stays.
 */
export const EXCLUDED_FIELDS = [
  'latency_us',
  'latency_median_us',
  'latency_mean_us',
  'cost_micro',
  'costMicro',
  'spentMicro',
  'cpu_us',
  'peak_bytes',
  'wall',
  'capability_version',
  'position',
  'from',
  'to',
  'run_position',
  'measured',
  'recalled',
] as const;
const excluded = new Set<string>(EXCLUDED_FIELDS);

/** The same without what is measured. */
export function unmeasured(value: unknown): unknown {
  if (Array.isArray(value)) {
    // A measured latency is evidence beside counts, never the reason (law 7).
    return value
      .filter((item) => (item as { reason?: unknown } | null)?.reason !== 'latency')
      .map(unmeasured);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !excluded.has(key))
      .map(([key, item]) => [key, unmeasured(item)]),
  );
}

/** A fact as far as it has to be the same in every run. */
export type TracedFact = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
/** Facts per actor, in its order. */
export type Trace = Readonly<Record<string, readonly TracedFact[]>>;

/** The decisions of a log, per actor in order: choice, seed, candidate hash, fuel, verdict; times and workers left out. */
export async function decisionTrace(log: Substrate): Promise<Trace> {
  const trace: Record<string, TracedFact[]> = {};
  for (let after = 0; ;) {
    const page = await log.events.readAll(after, 500);
    for (const stored of page) {
      const commit = decodeCommit(stored.body, `commit at ${stored.position}`);
      after = stored.position;
      if (commit.actor.kind === 'log') continue;
      const actor = (trace[`${commit.actor.kind}/${commit.actor.id}`] ??= []);
      for (const { type, data } of commit.events) {
        // The memory's note says what was nearest at the time.
        const { note, ...rest } = unmeasured(data) as Record<string, unknown>;
        const told = note === undefined || data['generator'] === 'memory' ? rest : { ...rest, note };
        actor.push({ type, data: told });
      }
    }
    if (page.length < 500) return trace;
  }
}

/**
 * The decisions, those of the budget by the task they are about: tasks that run side by side come to it in an order that follows from
 * nothing.
 */
export async function traceByTask(log: Substrate): Promise<Trace> {
  const trace: Record<string, TracedFact[]> = {};
  for (const [actor, facts] of Object.entries(await decisionTrace(log))) {
    for (const fact of facts) {
      const { task } = fact.data;
      const key = actor.startsWith('budget/') && typeof task === 'string' ? `${actor} for ${task}` : actor;
      (trace[key] ??= []).push(fact);
    }
  }
  return trace;
}
