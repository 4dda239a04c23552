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
  'latency',
  'wall_us',
  'cost_micro',
  'costMicro',
  'spentMicro',
  'workedMs',
  'since',
  'bestAt',
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

/** What a person does to a session while it works; it changes when things are done and nothing of what comes of them. */
const BY_HAND: ReadonlySet<string> = new Set(['optimization.paused', 'optimization.resumed']);

/**
 * The decisions, those of the budget and the rewards of generators by the task they are about, and what was worked on side by side (experiments,
 * children of a population) in an order of its own: they come in one that follows from nothing. What sums up the ones before (a posterior, the best so far) is left out there: the
 * last state and what is chosen next say it.
 */
export async function traceByTask(log: Substrate): Promise<Trace> {
  const trace: Record<string, TracedFact[]> = {};
  const told = (key: string, fact: TracedFact): void => void (trace[key] ??= []).push(fact);
  for (const [actor, facts] of Object.entries(await decisionTrace(log))) {
    for (const fact of facts) {
      const { alpha: _, beta: __, ...reward } = fact.data;
      const { best: ___, ...experiment } = fact.data;
      if (BY_HAND.has(fact.type)) continue;
      if (fact.type === 'generator.rewarded')
        told(`${actor} by ${String(reward['task'])}`, { type: fact.type, data: reward });
      else if (fact.type === 'experiment.ended') told(actor, { type: fact.type, data: experiment });
      else if (actor.startsWith('budget/') && typeof fact.data['task'] === 'string')
        told(`${actor} for ${fact.data['task']}`, fact);
      else told(actor, fact);
    }
  }
  return Object.fromEntries(Object.entries(trace).map(([actor, facts]) => [actor, ordered(facts)]));
}

/** Facts that come as whoever did it was ready: which of a row comes first follows from nothing. */
const SIDE_BY_SIDE: ReadonlySet<string> = new Set([
  'experiment.ended',
  'candidate.bred',
  'candidate.refused',
  'candidate.evaluated',
]);

/** What came side by side, one after the other, in an order of its own. */
function ordered(facts: readonly TracedFact[]): readonly TracedFact[] {
  const sorted: TracedFact[] = [];
  let side: string[] = [];
  const flush = (): void => {
    sorted.push(...side.toSorted().map((text) => JSON.parse(text) as TracedFact));
    side = [];
  };
  for (const fact of facts) {
    if (SIDE_BY_SIDE.has(fact.type)) side.push(JSON.stringify(fact));
    else {
      flush();
      sorted.push(fact);
    }
  }
  flush();
  return sorted;
}
