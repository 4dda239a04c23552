import { bodyHash, commitId } from '../../events/commit.ts';
import type { Commit } from '../../events/commit.ts';
import type { RunBatch } from '../../events/run.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';

export type Bulk = {
  readonly commits: readonly { readonly commit: Commit; readonly body: string }[];
  readonly batches: readonly RunBatch[];
};

/**
 * A log of any size with the mixture of facts of the audit's fixture: its 86 commits again and again, on actors of
 * their own, and `batches` batches of `runsPerBatch` runs each.
 */
export function repeatedLog(copies: number, batches: number, runsPerBatch: number): Bulk {
  const fixture = storedFixture();
  const originals = fixture.commits.map(({ body }) => JSON.parse(body) as Commit);
  const commits: { commit: Commit; body: string }[] = [];
  for (let copy = 0; copy < copies; copy++) {
    const heads = new Map<string, string>();
    for (const original of originals) {
      const actor = { kind: original.actor.kind, id: `${original.actor.id}-${copy}` };
      const meta = { ...original.meta, command: `${original.meta.command}-${copy}` };
      const id = commitId(actor, original.version, meta.command);
      const name = `${actor.kind}/${actor.id}`;
      const commit: Commit = { ...original, id, actor, meta, prev: heads.get(name) ?? null };
      const body = JSON.stringify(commit);
      heads.set(name, bodyHash(body));
      commits.push({ commit, body });
    }
  }
  const runs = fixture.batches.flatMap(({ body }) => (JSON.parse(body) as RunBatch).runs);
  return {
    commits,
    batches: Array.from({ length: batches }, (_, batch) => ({
      v: 1,
      id: `bulk-${batch}`,
      capability: 'double',
      writer: 'bulk',
      n: batch + 1,
      after: batch,
      runs: Array.from({ length: runsPerBatch }, (_, index) => ({
        ...runs[(batch + index) % runs.length]!,
        id: `bulk-${batch}/${index}`,
      })),
    })),
  };
}
