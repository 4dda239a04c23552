import { BATCH_LISTED_MAX } from '../../events/batch.ts';
import type { BatchOutcome } from '../../events/batch.ts';
import type { FactData } from '../../events/catalog.ts';
import { batchRoiEstimated, doesNotFit } from '../../machines/rules/batch.ts';
import type { Turn } from './planNight.ts';

/** What came of a session that a batch asked for, when it is over. */
export type SessionOver = Pick<BatchOutcome, 'session' | 'outcome' | 'reason'> & {
  /** Micro-dollars booked, whatever came of it. */
  readonly cost_micro: number;
};

/** Has a session made for a candidate, and waits until it is over. */
export type OpenSession = (turn: Turn) => Promise<SessionOver>;

export type Night = {
  readonly n: number;
  readonly turns: readonly Turn[];
  /** What the batch may spend, micro-dollars; the night's budget may hold less. */
  readonly budgetMicro: number;
  readonly limit: number | null;
  readonly open: OpenSession;
  /** Micro-dollars of the night's budget that nobody spent or reserved. */
  readonly left: () => Promise<number>;
  /** Why no further session is begun now; null: it goes on. */
  readonly closed: () => string | null;
  readonly onOutcome?: (outcome: BatchOutcome, turn: Turn) => void;
};

/**
 * Runs a batch: one session after the other in order of value, each begun only where the most it can cost is left of the batch's money and of the night's budget; what does not fit
 * is skipped and the next one gets its turn (SPEC C18, P61). Failures cost as well. Gives what the night's budget keeps of it.
 */
export async function runNight(night: Night): Promise<FactData<'batch.ended'>> {
  const { n, turns, budgetMicro, limit, open, left, closed, onOutcome } = night;
  const outcomes: BatchOutcome[] = [];
  const improved: Turn[] = [];
  let spent = 0;
  let sessions = 0;
  let reason = turns.length === 0 ? 'nothing is worth a session' : 'every candidate had its turn';
  for (const turn of turns) {
    const why = limit !== null && sessions >= limit ? `${limit} sessions were asked for` : closed();
    if (why !== null) {
      reason = why;
      break;
    }
    const lack = doesNotFit(turn.boundMicro, Math.min(budgetMicro - spent, await left()));
    const over: SessionOver =
      lack === null ? await open(turn) : { session: null, outcome: 'skipped', cost_micro: 0, reason: lack };
    spent += over.cost_micro;
    if (over.session !== null) sessions += 1;
    if (over.outcome === 'improved') improved.push(turn);
    const outcome = { target: turn.target, ...over, reason: over.reason.slice(0, 300) };
    outcomes.push(outcome);
    onOutcome?.(outcome, turn);
  }
  return {
    n,
    outcomes: outcomes.slice(0, BATCH_LISTED_MAX),
    not_listed: Math.max(0, outcomes.length - BATCH_LISTED_MAX),
    sessions,
    improved: improved.length,
    spent_micro: spent,
    roi_estimated: batchRoiEstimated(improved, spent / 1e6),
    reason,
  };
}
