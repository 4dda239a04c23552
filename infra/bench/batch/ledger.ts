import type { FactData, FactType } from '../../../events/catalog.ts';
import { RunBatch } from '../../../events/run.ts';
import type { Run } from '../../../events/run.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { commitsAfter } from '../../answers/commits.ts';
import type { Placed } from '../../answers/commits.ts';

/** A run, and the position of events its writer had seen. */
export type Ran = Run & { readonly after: number };

/** Everything in the log, read by the bench itself: no view and no projection. */
export type Ledger = { readonly commits: readonly Placed[]; readonly runs: readonly Ran[] };

const PAGE = 500;

export async function ledgerOf(log: Substrate): Promise<Ledger> {
  const commits: Placed[] = [];
  for await (const one of commitsAfter(log, 0)) commits.push(one);
  const runs: Ran[] = [];
  for (let from = 0; ;) {
    const page = await log.runs.read(from, PAGE);
    for (const { body } of page) {
      const batch = RunBatch.parse(JSON.parse(body));
      for (const run of batch.runs) runs.push({ ...run, after: batch.after });
    }
    const last = page.at(-1);
    if (!last) return { commits, runs };
    from = last.position;
  }
}

/** All facts of a type, in order, with the id of the actor that said them. */
export function factsOf<T extends FactType>(
  { commits }: Ledger,
  type: T,
): readonly { readonly actor: string; readonly position: number; readonly data: FactData<T> }[] {
  return commits.flatMap(({ position, commit }) =>
    commit.events
      .filter((fact) => fact.type === type)
      .map(({ data }) => ({ actor: commit.actor.id, position, data: data as unknown as FactData<T> })),
  );
}

/** Micro-dollars of the sessions that a budget paid for, part by part. */
export type Parts = {
  readonly parents: number;
  readonly proofs: number;
  /** Without what models were paid. */
  readonly proposals: number;
  readonly models: number;
};

/** What sessions on a budget cost: proofs and proposals from their facts, models from the runs of their calls. */
export function partsOf(ledger: Ledger, budget: string): Parts {
  const sessions = new Set(
    factsOf(ledger, 'optimization.queued')
      .filter(({ data }) => data.plan.budget === budget)
      .map(({ actor }) => actor),
  );
  const tasks = new Set(
    factsOf(ledger, 'experiment.planned')
      .filter(({ actor }) => sessions.has(actor))
      .map(({ data }) => data.task),
  );
  const made = new Set(
    factsOf(ledger, 'artifact.generated')
      .filter(({ data }) => data.task !== null && tasks.has(data.task))
      .map(({ actor }) => actor),
  );
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);
  return {
    parents: sum(
      factsOf(ledger, 'parent.proved')
        .filter(({ actor }) => sessions.has(actor))
        .map(({ data }) => data.proof.cost_micro),
    ),
    proofs: sum(
      factsOf(ledger, 'artifact.tested')
        .filter(({ actor }) => made.has(actor))
        .map(({ data }) => data.proof.cost_micro),
    ),
    proposals: sum(
      factsOf(ledger, 'candidates.proposed')
        .filter(({ actor }) => tasks.has(actor))
        .map(({ data }) => data.cost_micro - (data.model?.cost_micro ?? 0)),
    ),
    models: sum(
      ledger.runs
        .filter(({ model, correlation }) => model !== undefined && tasks.has(correlation))
        .map(({ cost_micro }) => cost_micro),
    ),
  };
}

/** Net return of sessions from the runs alone: what the successors' runs cost less, times their number, less what was spent. */
export function realisedRoi(
  ledger: Ledger,
  improved: readonly { readonly target: string; readonly successor: string }[],
  spentMicro: number,
): number | null {
  if (spentMicro === 0) return null;
  const promoted = factsOf(ledger, 'capability.promoted');
  const mean = (runs: readonly Ran[]): number =>
    runs.reduce((sum, { cost_micro }) => sum + cost_micro, 0) / runs.length;
  let benefit = 0;
  for (const { target, successor } of improved) {
    const { position } = promoted.find(({ data }) => data.artifact === successor)!;
    const before = ledger.runs.filter(({ ran, after }) => ran === target && after < position);
    const later = ledger.runs.filter(({ ran }) => ran === successor);
    if (later.length > 0) benefit += later.length * (mean(before) - mean(later));
  }
  return (benefit - spentMicro) / spentMicro;
}
