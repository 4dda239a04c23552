import type { Priority, Trigger } from '../../events/optimization.ts';

/** What is known of a thing that serves, when it is asked whether it is to be looked at again. Times are ms since the epoch. */
export type Watched = {
  /** Null: it cannot be measured, so nothing below a threshold is known. */
  readonly fitness: number | null;
  readonly usage: number;
  /** When its last session ended; null: there was none on it. */
  readonly lastSession: number | null;
  /** A session is queued or open on it. */
  readonly open: boolean;
  /** Since its last session its drift was confirmed and no evolution found anything better. */
  readonly driftUnsolved: boolean;
  /** Since its last session the machine grew by more than the factor. */
  readonly hardwareGrew: boolean;
};

export type Thresholds = {
  readonly interval_hours: number;
  readonly fitness_threshold: number;
  readonly usage_threshold: number;
};

export type Due = { readonly trigger: Trigger; readonly priority: Priority; readonly reason: string };

const HOUR_MS = 3_600_000;

/**
 * Why a thing is to be improved now, the most pressing reason first; null: it is not (SPEC T7, T8, T10, T11, C59). Fitness and usage ask once; the
 * interval asks again, for what is below the threshold or in use.
 */
export function dueFor(watched: Watched, thresholds: Thresholds, now: number): Due | null {
  const { fitness, usage, lastSession, open, driftUnsolved, hardwareGrew } = watched;
  const { interval_hours, fitness_threshold, usage_threshold } = thresholds;
  if (open) return null;
  const unfit = fitness !== null && fitness < fitness_threshold;
  if (driftUnsolved)
    return { trigger: 'drift', priority: 'high', reason: 'it drifted, and nothing better was found' };
  if (unfit && lastSession === null)
    return {
      trigger: 'fitness',
      priority: 'high',
      reason: `low_fitness: ${fitness} is below ${fitness_threshold}`,
    };
  if (unfit && hardwareGrew)
    return { trigger: 'hardware', priority: 'medium', reason: 'the machine has more memory than before' };
  if (usage > usage_threshold && lastSession === null)
    return { trigger: 'usage', priority: 'medium', reason: `${usage} runs, more than ${usage_threshold}` };
  // A clock that was set back must not silence a thing for longer than the interval.
  const since = lastSession === null ? 0 : Math.abs(now - lastSession);
  if (lastSession !== null && (unfit || usage > usage_threshold) && since >= interval_hours * HOUR_MS)
    return {
      trigger: 'time',
      priority: 'low',
      reason: `its last session ended ${interval_hours} hours ago or more`,
    };
  return null;
}
