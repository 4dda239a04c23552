import { z } from 'zod';
import { catalog, isFactType } from './catalog.ts';
import { Commit, COMMIT_VERSION } from './commit.ts';
import { NewerSchema, upcast } from './upcast.ts';

/** A commit that this build cannot read: names the place, what is wrong and what to do. */
export class UnreadableCommit extends Error {
  override readonly name = 'UnreadableCommit';
}

/**
 * Checks every fact against the catalog and gives the text that is stored.
 * @throws Error naming the fact type, field and value when data breaks its schema: a broken invariant of the caller.
 */
export function encodeCommit(commit: Commit): string {
  for (const fact of commit.events) {
    if (!isFactType(fact.type)) throw new Error(`fact type "${fact.type}" is not in the catalog`);
    const checked = catalog[fact.type].safeParse(fact.data);
    if (!checked.success)
      throw new Error(`fact "${fact.type}" breaks its schema: ${z.prettifyError(checked.error)}`);
  }
  return JSON.stringify(commit);
}

/**
 * Reads a stored commit: envelope checked, facts lifted to their current version.
 * `where` names the place for the message, e.g. `commit at position 17`.
 */
export function decodeCommit(body: string, where: string): Commit {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw new UnreadableCommit(
      `${where} is not JSON (${String(error)}): the log is damaged; run \`dse audit verify\``,
    );
  }
  const version = (parsed as { v?: unknown } | null)?.v;
  if (typeof version === 'number' && version > COMMIT_VERSION) {
    throw new NewerSchema(
      `${where} has format ${version}, this build reads ${COMMIT_VERSION}: it was written by a newer DSE; update it and try again`,
    );
  }
  const envelope = Commit.safeParse(parsed);
  if (!envelope.success) {
    throw new UnreadableCommit(
      `${where} breaks the envelope: ${z.prettifyError(envelope.error)}; the log is damaged, run \`dse audit verify\``,
    );
  }
  const commit = envelope.data;
  return { ...commit, events: commit.events.map((fact) => upcast(fact)) };
}
