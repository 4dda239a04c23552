import type { Commit } from '../../events/commit.ts';
import { decodeCommit } from '../../events/codec.ts';
import { RunBatch } from '../../events/run.ts';
import type { Retention } from '../../events/substrate/blobs.ts';
import type { Head } from '../../events/substrate/events.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';

export type Copied = { readonly commits: number; readonly batches: number; readonly blobs: number };

const PAGE = 200;
/** The worker name under which effects that are over in the old log are ended in the new one. */
const COPIER = 'log-copy';

/**
 * Copies commits, run batches and the blobs they name, in order; pending effects and timers come back from the commits.
 * What is there already is left alone, so an interrupted copy is finished by starting it again.
 * Stop what writes to `from` first, and let nobody work on `to` before it ends.
 * @throws Error naming the commit when `to` holds another history or refuses it.
 */
export async function copyLog(from: Substrate, to: Substrate): Promise<Copied> {
  const blobs = blobCopier(from, to);
  // 1. Blobs before the commits that name them, so that the copy never points at nothing.
  const commits = await copyCommits(from, to, blobs.copy);
  const batches = await copyBatches(from, to, blobs.copy);
  // 2. Effects whose result needed no commit are pending again in the copy: end them there too.
  await endFinished(from, to);
  return { commits, batches, blobs: blobs.count() };
}

async function copyCommits(from: Substrate, to: Substrate, copyBlobs: CopyBlobs): Promise<number> {
  const heads = new Map<string, Head>();
  let count = 0;
  let reached = 0;
  for (let after = 0; ;) {
    const page = await from.events.readAll(after, PAGE);
    for (const { position, actor, version, body } of page) {
      const name = `${actor.kind}/${actor.id}`;
      const where = `commit ${version} of ${name} (position ${position} of ${from.url})`;
      decodeCommit(body, where);
      // The commit as it was said: its facts are copied, not lifted.
      const commit = JSON.parse(body) as Commit;
      await copyBlobs(JSON.stringify([commit.events, commit.effects]), 'keep');
      const outcome = await to.events.append(commit, body, heads.get(name) ?? null);
      if (outcome.status === 'refused')
        throw new Error(`${where} was refused by ${to.url}: ${outcome.reason}`);
      if (outcome.status === 'conflict') {
        throw new Error(
          `${where} does not fit into ${to.url}, which holds another history of ${name}: copy into an empty log`,
        );
      }
      if (outcome.position <= reached) {
        throw new Error(
          `${where} stands in ${to.url} before commits that it follows: copy into an empty log`,
        );
      }
      reached = outcome.position;
      heads.set(name, outcome.head);
      count += 1;
    }
    const end = page.at(-1);
    if (!end) return count;
    after = end.position;
  }
}

async function copyBatches(from: Substrate, to: Substrate, copyBlobs: CopyBlobs): Promise<number> {
  let count = 0;
  for (let after = 0; ;) {
    const page = await from.runs.read(after, PAGE);
    for (const { body } of page) {
      await copyBlobs(body, 'value');
      const batch: unknown = JSON.parse(body);
      RunBatch.parse(batch);
      // The value as it was read, not as zod rebuilt it: the copy's text stays the same.
      await to.runs.append(batch as RunBatch);
      count += 1;
    }
    const end = page.at(-1);
    if (!end) return count;
    after = end.position;
  }
}

type CopyBlobs = (text: string, retention: Retention) => Promise<void>;

/** Blobs are found by the hashes that texts name; those erased meanwhile stay erased. */
function blobCopier(
  from: Substrate,
  to: Substrate,
): { readonly copy: CopyBlobs; readonly count: () => number } {
  const seen = new Set<string>();
  let count = 0;
  const copy: CopyBlobs = async (text, retention) => {
    for (const [hash] of text.matchAll(/\b[0-9a-f]{64}\b/g)) {
      if (seen.has(hash)) continue;
      seen.add(hash);
      const content = await from.blobs.get(hash);
      if (!content) continue;
      await to.blobs.put(content, retention);
      count += 1;
    }
  };
  return { copy, count: () => count };
}

async function endFinished(from: Substrate, to: Substrate): Promise<void> {
  const open = new Set((await from.effects.pending()).map((effect) => effect.key));
  const names = [...new Set((await to.effects.pending()).map(({ effect }) => effect.name))];
  const claimed = await to.effects.claim({
    worker: COPIER,
    names,
    now: 0,
    leaseMs: 0,
    limit: Number.MAX_SAFE_INTEGER,
  });
  for (const { key } of claimed) {
    if (open.has(key)) await to.effects.release(key, COPIER, 0);
    else await to.effects.done(key, COPIER);
  }
}
