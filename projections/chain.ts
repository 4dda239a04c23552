import { bodyHash, commitId } from '../events/commit.ts';
import type { Commit } from '../events/commit.ts';
import type { StoredCommit } from '../events/substrate/events.ts';

export type BrokenLink = { readonly position: number; readonly detail: string };

/**
 * Follows every actor's chain through the log, in order: versions without gaps, each commit's `prev` the hash of the
 * one before, its id made from its own content. An actor's last commit is covered by its id alone, and by the next seal.
 */
export class Chain {
  readonly broken: BrokenLink[] = [];
  private readonly heads = new Map<
    string,
    { readonly version: number; readonly hash: string; readonly position: number }
  >();
  private last = 0;

  /** Looks at the next commit; one that was seen before is passed over. */
  see(stored: StoredCommit): void {
    if (stored.position <= this.last) return;
    this.last = stored.position;
    const actor = `${stored.actor.kind}/${stored.actor.id}`;
    const before = this.heads.get(actor);
    this.heads.set(actor, {
      version: stored.version,
      hash: bodyHash(stored.body),
      position: stored.position,
    });
    let commit: Commit;
    try {
      commit = JSON.parse(stored.body) as Commit;
    } catch {
      this.broken.push({ position: stored.position, detail: 'is not JSON any more' });
      return;
    }
    const problem = problemOf(stored, commit);
    if (problem) this.broken.push({ position: stored.position, detail: problem });
    if (stored.version !== (before?.version ?? 0) + 1) {
      const detail = `${actor} has version ${stored.version} after ${before?.version ?? 0}: a commit is missing`;
      this.broken.push({ position: stored.position, detail });
    } else if ((commit.prev ?? null) !== (before?.hash ?? null)) {
      const position = before?.position ?? stored.position;
      const detail = `is not the text that ${actor} version ${stored.version} (position ${stored.position}) was chained to`;
      this.broken.push({ position, detail });
    }
  }
}

function problemOf(stored: StoredCommit, commit: Commit): string | null {
  const { actor, version, meta } = commit;
  if (
    commit.id !== stored.id ||
    version !== stored.version ||
    actor?.kind !== stored.actor.kind ||
    actor.id !== stored.actor.id
  ) {
    return 'is stored under another id, actor or version than its text says';
  }
  return commitId(actor, version, meta?.command) === commit.id ? null : 'does not have the id of its content';
}
