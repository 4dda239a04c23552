import type { BatchOutcome } from '../../../events/batch.ts';
import type { FactData } from '../../../events/catalog.ts';
import type { BudgetContext } from '../../../machines/budget/machine.ts';
import { explained } from '../../answers/why.ts';
import type { Dse } from '../../dse.ts';
import { nightOf, runBatch } from '../../optimizing/batch.ts';
import type { NightPlan, Turn } from '../../optimizing/planNight.ts';
import { ledgerOf } from './ledger.ts';

export type NightResult = {
  /** The id of the night's budget. */
  readonly budget: string;
  readonly planned: FactData<'batch.planned'>;
  readonly ended: FactData<'batch.ended'>;
  readonly turns: readonly Turn[];
  readonly outcomes: readonly BatchOutcome[];
  /** By session that improved something: what took over. */
  readonly successors: ReadonlyMap<string, string>;
  readonly dry: {
    /** Positions of the log that it moved. */
    readonly moved: number;
    readonly chosen: readonly string[];
  };
};

/** A dry run and then the batch, as `dse batch --budget` does both. */
export async function night(
  dse: Dse,
  budgetUsd: number,
  progress: (line: string) => void,
): Promise<NightResult> {
  const request = { budgetUsd, limit: null, pressure: 'low' } as const;
  const log = dse.substrate;
  const before = (await log.events.position()) + (await log.runs.position());
  const dry = await nightOf(dse, request);
  const moved = (await log.events.position()) + (await log.runs.position()) - before;
  let plan: NightPlan | null = null;
  let budget = '';
  const outcomes: BatchOutcome[] = [];
  const ended = await runBatch(dse, request, {
    signal: new AbortController().signal,
    anyTime: false,
    onPlan: (made) => {
      plan = made.plan;
      budget = made.day.id;
    },
    onOutcome: (outcome) => {
      outcomes.push(outcome);
      if (outcomes.length % 20 === 0) progress(`${outcomes.length} candidates had their turn`);
    },
  });
  await dse.settle();
  const commits = (await ledgerOf(log)).commits.flatMap(({ commit }) => commit.events);
  const planned = commits.findLast(({ type }) => type === 'batch.planned')!;
  const successors = new Map<string, string>();
  for (const { session, outcome } of outcomes) {
    if (session === null || outcome !== 'improved') continue;
    const { rows } = await dse.query(`SELECT artifact FROM sessions WHERE session = '${session}'`);
    successors.set(session, String(rows[0]!['artifact']));
  }
  return {
    budget,
    planned: planned.data as unknown as FactData<'batch.planned'>,
    ended,
    turns: plan!.turns,
    outcomes,
    successors,
    dry: { moved, chosen: dry.plan.chosen.map(({ target }) => target) },
  };
}

/** Micro-dollars by the budget itself, and by the view. */
export async function spentOf(
  dse: Dse,
  budget: string,
): Promise<{ readonly actor: number; readonly view: number; readonly held: number }> {
  const { snapshot } = await dse.host.look({ kind: 'budget', id: budget });
  const { spentMicro, reservedMicro } = snapshot.context as BudgetContext;
  const { rows } = await dse.query(`SELECT spent_micro FROM budgets WHERE budget = '${budget}'`);
  const held = Object.values(reservedMicro ?? {}).reduce((sum, one) => sum + one, 0);
  return { actor: spentMicro, view: Number(rows[0]!['spent_micro']), held };
}

/** How many of these artifacts `dse why` traces back to the batch that was planned on a budget. */
export async function tracedBack(
  dse: Dse,
  artifacts: Iterable<string>,
  budget: string,
): Promise<{ readonly traced: number; readonly broken: readonly string[] }> {
  const { commits } = await ledgerOf(dse.substrate);
  const broken: string[] = [];
  let traced = 0;
  for (const artifact of artifacts) {
    const { chain } = explained(commits, artifact);
    const reaches = chain.some(
      ({ commit }) =>
        commit.actor.id === budget && commit.events.some(({ type }) => type === 'batch.planned'),
    );
    if (reaches) traced += 1;
    else broken.push(artifact);
  }
  return { traced, broken };
}
