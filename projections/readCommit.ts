import { COMMIT_VERSION } from '../events/commit.ts';
import type { Commit } from '../events/commit.ts';
import { UnreadableCommit } from '../events/codec.ts';
import type { StoredCommit } from '../events/substrate/events.ts';
import { NewerSchema, upcast } from '../events/upcast.ts';

/**
 * Reads a stored commit without checking it against its schema again: it was checked when it was written, and `verify`
 * finds what was altered since. Facts are lifted to their current version.
 * @throws UnreadableCommit, NewerSchema naming the position.
 */
export function readCommit(stored: StoredCommit): Commit {
  let commit: Commit;
  try {
    commit = JSON.parse(stored.body) as Commit;
  } catch (error) {
    throw new UnreadableCommit(
      `commit at position ${stored.position} is not JSON (${String(error)}): the log is damaged; run \`dse audit verify\``,
    );
  }
  const format: number = commit.v;
  if (format !== COMMIT_VERSION) {
    throw new NewerSchema(
      `commit at position ${stored.position} has format ${format}, this build reads ${COMMIT_VERSION}: it was written by a newer DSE; update it and try again`,
    );
  }
  for (const [index, fact] of commit.events.entries()) {
    const lifted = upcast(fact);
    if (lifted !== fact) commit.events[index] = lifted;
  }
  return commit;
}
