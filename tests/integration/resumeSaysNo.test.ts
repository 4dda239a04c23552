import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyHash, commitId } from '../../events/commit.ts';
import type { Commit } from '../../events/commit.ts';
import { decodeCommit, encodeCommit } from '../../events/codec.ts';
import type { Head } from '../../events/substrate/events.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { publishRepairs } from '../../infra/bench/resume/repair.ts';
import { differencesOf } from '../../infra/bench/resume/compare.ts';
import { remainsOf } from '../../infra/bench/resume/remains.ts';
import { rowsOf } from '../../infra/bench/resume/rows.ts';
import type { RunResult } from '../../infra/bench/resume/run.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { openLog } from '../../infra/log/open.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-says-no-'));
let dse: Dse;
beforeAll(async () => {
  dse = await createDse({ folder });
  await publishRepairs(dse.substrate, { proofs: 0, repairs: 1 });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A log of the same commits, each as often and with such facts as `changed` says. */
async function copy(from: Substrate, changed: (commit: Commit) => readonly Commit[]): Promise<Substrate> {
  const log = await openLog('memory:');
  const heads = new Map<string, { head: Head; prev: string }>();
  const stored = await from.events.readAll(0, Infinity);
  for (const { body } of stored) {
    for (const hash of new Set(body.match(/\b[0-9a-f]{64}\b/g))) {
      const content = await from.blobs.get(hash);
      if (content) await log.blobs.put(content, 'keep');
    }
    for (const [index, one] of changed(decodeCommit(body, 'a commit')).entries()) {
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
  }
  return log;
}

async function resultOf(log: Substrate): Promise<RunResult> {
  return { remains: await remainsOf(log), steps: 0, hits: [], effects: 0, again: 0, missing: 0 };
}

/** The rows that do not hold when this was made of the log. */
async function refused(changed: (commit: Commit) => readonly Commit[]): Promise<readonly string[]> {
  const calm = await resultOf(await copy(dse.substrate, (commit) => [commit]));
  const other = await resultOf(await copy(dse.substrate, changed));
  const struck = { worker: 0, server: 0, pause: 0 };
  const differences = [differencesOf(calm.remains, other.remains)];
  return rowsOf('it', calm, { asked: struck, hit: struck, runs: [other], differences })
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);
}

const has = ({ events }: Commit, type: string): boolean => events.some((fact) => fact.type === type);

test('the same log is no difference', async () => {
  expect(await refused((commit) => [commit])).toEqual([]);
});

test('an evaluation that is recorded twice is said to be doubled', async () => {
  const rows = await refused((commit) => (has(commit, 'artifact.tested') ? [commit, commit] : [commit]));
  expect(rows).toContain('it: recorded evaluations doubled');
  expect(rows).not.toContain('it: recorded evaluations lost');
});

test('an evaluation that is missing is said to be lost', async () => {
  const rows = await refused((commit) => (has(commit, 'candidates.proposed') ? [] : [commit]));
  expect(rows).toContain('it: recorded evaluations lost');
  expect(rows).not.toContain('it: recorded evaluations doubled');
});

test('another choice is another decision, though everything else is the same', async () => {
  const otherwise = (commit: Commit): Commit => ({
    ...commit,
    events: commit.events.map((fact) =>
      fact.type === 'generator.chosen' ? { ...fact, data: { ...fact.data, seed: 1 } } : fact,
    ),
  });
  expect(await refused((commit) => [otherwise(commit)])).toEqual([
    'it: actors that decided otherwise, of the actors',
  ]);
});
