import type { Fact } from '../../events/commit.ts';
import type { FactData } from '../../events/catalog.ts';
import { decodeCommit } from '../../events/codec.ts';
import type { Attempt } from '../generators/model/attempt.ts';
import { blobText, lifecycleLog } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';

export type TaskHistory = {
  /** ms since the epoch at which it was accepted. */
  readonly acceptedAt: number;
  readonly facts: readonly Fact[];
};

/** Everything a task has said so far, in order. */
export async function taskHistory(workshop: Workshop, id: string): Promise<TaskHistory> {
  const stored = await workshop.host.substrate.events.read({ kind: 'task', id });
  const commits = stored.map(({ body }, index) => decodeCommit(body, `commit ${index + 1} of task/${id}`));
  return {
    acceptedAt: Date.parse(commits[0]?.meta.at ?? new Date(workshop.host.now()).toISOString()),
    facts: commits.flatMap(({ events }) => events),
  };
}

/** What the facts of one type say, in order. */
export function said<T extends 'candidates.proposed' | 'candidate.judged' | 'generator.chosen'>(
  { facts }: TaskHistory,
  type: T,
): readonly FactData<T>[] {
  return facts.filter((fact) => fact.type === type).map(({ data }) => data as FactData<T>);
}

/** The candidates that were refused, with what generators may know of why, the latest last. */
export async function attemptsOf(
  workshop: Workshop,
  history: TaskHistory,
  kind: 'artifact' | 'tool' | 'workflow',
): Promise<readonly Attempt[]> {
  const sources = new Map(
    said(history, 'candidates.proposed').flatMap(({ candidates }) =>
      candidates.map(({ artifact, source }) => [artifact, source] as const),
    ),
  );
  const refused = said(history, 'candidate.judged').filter(({ verdict }) => verdict === 'rejected');
  return Promise.all(
    refused.map(async ({ artifact, generator, reason }) => {
      const proof = (await lifecycleLog(workshop, { kind, id: artifact })).findLast(
        ({ type }) => type === 'artifact.tested',
      )?.data as FactData<'artifact.tested'> | undefined;
      const failures = (proof?.proof.failures ?? []).filter(
        ({ case: name }) => !name.startsWith('held-out/'),
      );
      const onlyHidden = proof !== undefined && failures.length === 0 && proof.proof.cause === 'wrong';
      return {
        artifact,
        generator,
        source: await blobText(workshop, sources.get(artifact)!, `the source of ${artifact}`),
        // A reason names the first check that failed, which may be a hidden one.
        reason: onlyHidden || /held-out/.test(reason) ? 'it fails on inputs that are not shown' : reason,
        failures,
        onlyHidden,
      };
    }),
  );
}
