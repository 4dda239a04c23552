import { waitUntil } from '../../cli/waiting.ts';
import type { Dse } from '../../dse.ts';
import type { Measured } from './orders.ts';
import type { NightResult } from './night.ts';

/** Money of the bench's own, so that the night's is not touched. */
const PURSE = 'measured-beside-the-night';

/**
 * Every candidate with what its session cost and brought: those that had one in the night, and those that were skipped for want of money, whose sessions are made now
 * on other money. So every order can be computed from the same measurements.
 */
export async function measuredAll(
  dse: Dse,
  { turns, outcomes }: NightResult,
  progress: (line: string) => void,
): Promise<readonly Measured[]> {
  await dse.send(
    { kind: 'budget', id: PURSE },
    { type: 'open', cap_evaluations: 1_000_000_000, cap_micro: 1_000_000_000 },
  );
  const all: Measured[] = [];
  for (const turn of turns) {
    const { target, value, boundMicro } = turn;
    const had = outcomes.find((one) => one.target === target)!;
    const over =
      had.outcome === 'skipped'
        ? await sessionBeside(dse, turn)
        : { costMicro: had.cost_micro, improved: had.outcome === 'improved' };
    all.push({ target, value, boundMicro, ...over });
    if (all.length % 20 === 0) progress(`${all.length} of ${turns.length} sessions are measured`);
  }
  return all;
}

async function sessionBeside(
  dse: Dse,
  { target, tier, boundMicro }: NightResult['turns'][number],
): Promise<{ readonly costMicro: number; readonly improved: boolean }> {
  const opened = await dse.optimize(target, {
    trigger: 'manual',
    reason: 'the bench measures what the night had no money for',
    tier,
    budget: PURSE,
    budgetMicro: boundMicro,
  });
  if (opened.status === 'refused') throw new Error(`bench: no session on ${target}: ${opened.reason}`);
  const { session } = opened;
  await dse.beginSession(session, 'the bench');
  const ref = { kind: 'optimization', id: session } as const;
  await waitUntil(dse, ref, (state) => state === 'ended', new AbortController().signal);
  const { rows } = await dse.query(
    `SELECT outcome, cost_micro::BIGINT AS cost_micro FROM sessions WHERE session = '${session}'`,
  );
  const { outcome, cost_micro: cost } = rows[0]!;
  return { costMicro: Number(cost), improved: outcome === 'improved' };
}
