import type { FactData } from '../../events/catalog.ts';
import type { Fact } from '../../events/commit.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { commitsOf } from './commits.ts';

/** What came nearest to an answer. It is proved to be wrong, so it is neither stored nor served. */
export type BestEffort = {
  readonly artifact: string;
  readonly passed: number;
  readonly total: number;
  readonly warning: string;
};

/** The refused candidate of a task that passed most checks; null where none was proved. */
export async function bestEffortOf(substrate: Substrate, facts: readonly Fact[]): Promise<BestEffort | null> {
  const kind = (
    facts.find(({ type }) => type === 'task.accepted')?.data['request'] as { kind: 'artifact' } | undefined
  )?.kind;
  const proofs = [];
  for (const { type, data } of facts) {
    if (type !== 'candidate.judged' || kind === undefined) continue;
    const artifact = String(data['artifact']);
    const tested = (await commitsOf(substrate, { kind, id: artifact }))
      .flatMap(({ commit }) => commit.events)
      .findLast((fact) => fact.type === 'artifact.tested')?.data as FactData<'artifact.tested'> | undefined;
    if (tested) proofs.push({ artifact, passed: tested.proof.passed, total: tested.proof.total });
  }
  const best = proofs.toSorted((a, b) => b.passed - a.passed)[0];
  if (!best || best.passed === 0) return null;
  const warning = `${best.artifact} passes ${best.passed} of ${best.total} checks: it is wrong for some inputs, so it is neither stored nor served; \`dse artifact source ${best.artifact}\` prints it`;
  return { ...best, warning };
}
