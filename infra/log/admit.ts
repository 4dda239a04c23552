import { COMMIT_BYTES_MAX, type Commit } from '../../events/commit.ts';
import type { Head } from '../../events/substrate/events.ts';

/**
 * What every log asks before it writes a commit. Gives the reason of refusal, or null when the commit may pass.
 * @throws Error when the commit does not follow the expected head or its text is not well-formed: the caller is broken.
 */
export function admit(commit: Commit, body: string, expected: Head | null): string | null {
  const { kind, id } = commit.actor;
  const next = (expected?.version ?? 0) + 1;
  if (commit.version !== next) {
    throw new Error(
      `commit of ${kind}/${id} has version ${commit.version} where ${next} follows the expected head: versions are gapless, decide again on the current head`,
    );
  }
  if (!body.isWellFormed()) {
    throw new Error(
      `commit ${commit.version} of ${kind}/${id} holds a lone surrogate, so its stored text would differ: encode it with encodeCommit`,
    );
  }
  const bytes = Buffer.byteLength(body);
  if (bytes <= COMMIT_BYTES_MAX) return null;
  return `commit ${commit.version} of ${kind}/${id} has ${bytes} bytes, no log accepts more than ${COMMIT_BYTES_MAX}: store values as blobs and keep only their hashes`;
}
