import { bodyHash, commitId } from '../events/commit.ts';
import type { Commit } from '../events/commit.ts';
import { decodeCommit, encodeCommit } from '../events/codec.ts';
import { RunBatch } from '../events/run.ts';
import type { Head } from '../events/substrate/events.ts';
import type { Substrate } from '../events/substrate/substrate.ts';
import { differencesOf } from '../infra/bench/resume/compare.ts';
import { remainsOf } from '../infra/bench/resume/remains.ts';
import { rowsOf } from '../infra/bench/resume/rows.ts';
import type { RunResult } from '../infra/bench/resume/run.ts';
import { openLog } from '../infra/log/open.ts';

/** What is made of a log before it is held against itself. */
export type Changed = {
  /** Each commit as often and with such facts as this says. */
  readonly commits?: (commit: Commit, index: number, all: readonly Commit[]) => readonly Commit[];
  readonly runs?: (batch: RunBatch) => readonly RunBatch[];
};

async function copy(from: Substrate, { commits = (one) => [one], runs = (one) => [one] }: Changed) {
  const log = await openLog('memory:');
  const heads = new Map<string, { head: Head; prev: string }>();
  const stored = await from.events.readAll(0, Infinity);
  for (const { body } of stored)
    for (const hash of new Set(body.match(/\b[0-9a-f]{64}\b/g))) {
      const content = await from.blobs.get(hash);
      if (content) await log.blobs.put(content, 'keep');
    }
  const all = stored.map(({ body }) => decodeCommit(body, 'a commit'));
  for (const [place, given] of all.entries())
    for (const [index, one] of commits(given, place, all).entries()) {
      const actor = `${one.actor.kind}/${one.actor.id}`;
      const last = heads.get(actor);
      const version = (last?.head.version ?? 0) + 1;
      const command = `${one.meta.command}${'.again'.repeat(index)}`;
      const commit = {
        ...one,
        id: commitId(one.actor, version, command),
        version,
        effects: [],
        prev: last?.prev ?? null,
        meta: { ...one.meta, command },
      };
      const text = encodeCommit(commit);
      const outcome = await log.events.append(commit, text, last?.head ?? null);
      if (outcome.status !== 'appended') throw new Error(`the copy was ${outcome.status}`);
      heads.set(actor, { head: outcome.head, prev: bodyHash(text) });
    }
  let n = 0;
  for (const { body } of await from.runs.read(0, Infinity))
    for (const batch of runs(RunBatch.parse(JSON.parse(body)))) {
      n += 1;
      await log.runs.append({ ...batch, id: `copied-${n}`, writer: 'copied', n });
    }
  return log;
}

async function resultOf(log: Substrate): Promise<RunResult> {
  return { remains: await remainsOf(log), steps: 0, hits: [], effects: 0, again: 0, missing: 0 };
}

/** The rows of the bench that do not hold when this was made of a log. */
export async function rowsThatFail(from: Substrate, changed: Changed): Promise<readonly string[]> {
  const calm = await resultOf(await copy(from, {}));
  const other = await resultOf(await copy(from, changed));
  const struck = { worker: 0, server: 0, pause: 0 };
  const differences = [differencesOf(calm.remains, other.remains)];
  return rowsOf('it', calm, { asked: struck, hit: struck, runs: [other], differences })
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);
}

export const has = ({ events }: Commit, type: string): boolean => events.some((fact) => fact.type === type);

/** The commit with other data in its facts of a type. */
export function withData(commit: Commit, type: string, data: object): Commit {
  return {
    ...commit,
    events: commit.events.map((fact) =>
      fact.type === type ? { ...fact, data: { ...fact.data, ...data } } : fact,
    ),
  };
}
