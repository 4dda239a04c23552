import { bodyHash, commitId } from '../../events/commit.ts';
import type { Commit } from '../../events/commit.ts';
import type { RunBatch } from '../../events/run.ts';
import type { Head } from '../../events/substrate/events.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';

type Told = { readonly commit: Commit; readonly body: string };

/**
 * A log of any size with the mixture of facts of the audit's fixture: its commits again and again, on actors of their own, and batches of
 * its runs.
 */
export class RepeatedLog {
  readonly #fixture = storedFixture();
  readonly #originals = this.#fixture.commits.map(({ body }) => JSON.parse(body) as Commit);
  readonly #runs = this.#fixture.batches.flatMap(({ body }) => (JSON.parse(body) as RunBatch).runs);

  /** Commits of one copy. */
  readonly commits = this.#originals.length;
  /** Facts of one copy. */
  readonly facts = this.#originals.reduce((sum, { events }) => sum + events.length, 0);

  copy(number: number): readonly Told[] {
    const heads = new Map<string, string>();
    return this.#originals.map((original) => {
      const actor = { kind: original.actor.kind, id: `${original.actor.id}-${number}` };
      const meta = { ...original.meta, command: `${original.meta.command}-${number}` };
      const id = commitId(actor, original.version, meta.command);
      const name = `${actor.kind}/${actor.id}`;
      const commit: Commit = { ...original, id, actor, meta, prev: heads.get(name) ?? null };
      const body = JSON.stringify(commit);
      heads.set(name, bodyHash(body));
      return { commit, body };
    });
  }

  batch(number: number, size: number): RunBatch {
    return {
      v: 1,
      id: `bulk-${number}`,
      capability: 'double',
      writer: 'bulk',
      n: number + 1,
      after: number,
      runs: Array.from({ length: size }, (_, index) => ({
        ...this.#runs[(number + index) % this.#runs.length]!,
        id: `bulk-${number}/${index}`,
      })),
    };
  }

  /** Appends copies to a log, `inFlight` at a time. */
  async append(log: Substrate, copies: number, inFlight = 1): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let number = next++; number < copies; number = next++) {
        const heads = new Map<string, Head>();
        for (const { commit, body } of this.copy(number)) {
          const actor = `${commit.actor.kind}/${commit.actor.id}`;
          const outcome = await log.events.append(commit, body, heads.get(actor) ?? null);
          if (outcome.status !== 'appended')
            throw new Error(`the bench's log refused a commit: ${outcome.status}`);
          heads.set(actor, outcome.head);
        }
      }
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
  }
}
