import { type ActorRef, bodyHash, type Commit, COMMIT_BYTES_MAX, commitId } from '../../events/commit.ts';
import { decodeCommit } from '../../events/codec.ts';
import { logFacts } from '../../events/log.ts';
import type { StoredCommit } from '../../events/substrate/events.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { sealLine, sealRoot } from './seal.ts';

/** A log that keeps a checksum beside each commit and can say which texts changed since they were written. */
export type SelfChecking = { readonly changedRows: () => Promise<readonly number[]> };

export type LogProblem = {
  readonly position: number;
  readonly actor: ActorRef;
  readonly version: number;
  readonly problem: string;
};

export type LogCheck = {
  readonly commits: number;
  readonly actors: number;
  /** Seals whose commits all have the hashes that were sealed. */
  readonly seals: number;
  /** Empty when the log is whole. Each names one commit. */
  readonly problems: readonly LogProblem[];
};

type Last = { readonly stored: StoredCommit; readonly hash: string };

const PAGE = 500;

/**
 * Reads the whole log once and checks what can be checked without folding: each actor's versions are gapless, each `prev` is
 * the hash of the text before, ids follow from their commands, texts are readable and small enough, seals hold, and no
 * text changed since it was written (where the log keeps checksums). The text of an actor's last commit is covered only by
 * checksum and seal.
 */
export async function verifyLog(log: Substrate | (Substrate & SelfChecking)): Promise<LogCheck> {
  const problems: LogProblem[] = [];
  const lasts = new Map<string, Last>();
  const unsealed: { position: number; line: string }[] = [];
  const changed = new Set('changedRows' in log ? await log.changedRows() : []);
  let commits = 0;
  let seals = 0;
  const blame = ({ position, actor, version }: StoredCommit, problem: string) =>
    problems.push({ position, actor, version, problem });

  for (let after = 0; ;) {
    const page = await log.events.readAll(after, PAGE);
    for (const stored of page) {
      commits += 1;
      const name = `${stored.actor.kind}/${stored.actor.id}`;
      const before = lasts.get(name);
      const hash = bodyHash(stored.body);
      lasts.set(name, { stored, hash });
      unsealed.push({ position: stored.position, line: sealLine(stored) });

      if (changed.has(stored.position)) blame(stored, 'its text was changed after it was written');
      const commit = readable(stored, blame);
      checkOrder(stored, before, blame);
      if (!commit) continue;
      checkEnvelope(stored, commit, blame);
      checkChain(stored, commit, before, blame);
      seals += checkSeals(stored, commit, unsealed, blame);
    }
    const end = page.at(-1);
    if (!end) return { commits, actors: lasts.size, seals, problems };
    after = end.position;
  }
}

type Blame = (stored: StoredCommit, problem: string) => void;

function readable(stored: StoredCommit, blame: Blame): Commit | null {
  try {
    return decodeCommit(stored.body, 'the commit');
  } catch (error) {
    blame(stored, error instanceof Error ? error.message : String(error));
    return null;
  }
}

function checkOrder(stored: StoredCommit, before: Last | undefined, blame: Blame): void {
  const next = (before?.stored.version ?? 0) + 1;
  if (stored.version > next) {
    blame(
      stored,
      `version ${stored.version} follows ${next - 1}: ${stored.version - next} of this actor's commits are missing`,
    );
  } else if (stored.version < next)
    blame(stored, `version ${stored.version} comes after version ${next - 1}`);
}

function checkEnvelope(stored: StoredCommit, commit: Commit, blame: Blame): void {
  const { kind, id } = commit.actor;
  const filed = stored.actor.kind === kind && stored.actor.id === id && stored.version === commit.version;
  if (!filed || stored.id !== commit.id) {
    blame(
      stored,
      `it is filed under another name than its text has: ${kind}/${id} version ${commit.version}, id ${commit.id}`,
    );
  }
  const due = commitId(commit.actor, commit.version, commit.meta.command);
  if (commit.id !== due)
    blame(stored, `its id ${commit.id} does not follow from its command, which gives ${due}`);
  const bytes = Buffer.byteLength(stored.body);
  if (bytes > COMMIT_BYTES_MAX)
    blame(stored, `its text has ${bytes} bytes, more than the ${COMMIT_BYTES_MAX} any log accepts`);
}

/** A broken link shows in the later commit; the text that does not fit is the earlier one's. */
function checkChain(stored: StoredCommit, commit: Commit, before: Last | undefined, blame: Blame): void {
  if (!before) {
    if (stored.version === 1 && commit.prev !== null)
      blame(stored, 'it is the first of its actor but names a commit before it');
    return;
  }
  if (stored.version === before.stored.version + 1 && commit.prev !== before.hash) {
    blame(
      before.stored,
      `version ${stored.version} was appended after another text than this: one of the two was changed`,
    );
  }
}

function checkSeals(
  stored: StoredCommit,
  commit: Commit,
  unsealed: { position: number; line: string }[],
  blame: Blame,
): number {
  let held = 0;
  for (const fact of commit.events) {
    if (fact.type !== 'log.sealed') continue;
    const { from, to, commits, root } = logFacts['log.sealed'].parse(fact.data);
    const end = unsealed.findLastIndex((one) => one.position <= to) + 1;
    const lines = unsealed.splice(0, end).filter((one) => one.position >= from);
    if (lines.length === commits && sealRoot(lines.map((one) => one.line)) === root) held += 1;
    else blame(stored, `the commits ${from} to ${to} are not the ${commits} that it sealed`);
  }
  return held;
}
