import { expect, test } from 'vitest';
import { bodyHash } from '../../events/commit.ts';
import type { Head } from '../../events/substrate/events.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { copyLog } from '../../infra/log/copy.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { sqliteSubstrate } from '../../infra/log/sqlite/substrate.ts';
import { verifyLog } from '../../infra/log/verify.ts';
import { artifact, commitOf, effectOf, grow, timerOf } from '../contract/substrate/commits.ts';
import { batchOf } from '../contract/substrate/runLogContract.ts';
import { temporaryFolders } from '../contract/substrate/sqliteSubject.ts';

const temporary = temporaryFolders();
const COMMITS = 250;

/** One actor of many commits, each naming a blob; effects pending, done and ended; a timer; two run batches. */
async function fill(log: Substrate): Promise<{ blobs: string[]; erased: string }> {
  const blobs: string[] = [];
  let head: Head | null = null;
  let prev: string | null = null;
  for (let version = 1; version <= COMMITS; version += 1) {
    blobs.push(await log.blobs.put(`source ${version}`, 'keep'));
    const commit = commitOf(artifact('alpha'), version, {
      text: `made of ${blobs.at(-1)}`,
      effects: [effectOf('probe', `round-${version}`), timerOf(`deadline-${version}`, version)],
      ended: version > 3 ? [`round-${version - 3}`, `deadline-${version - 3}`] : [],
      ...(prev === null ? {} : { prev }),
    });
    head = await grow(log.events, commit, head);
    prev = bodyHash(JSON.stringify(commit));
  }
  const claim = { worker: 'w1', names: ['probe'], now: 0, leaseMs: 10, limit: 1 };
  for (const { key } of await log.effects.claim(claim)) await log.effects.done(key, 'w1');

  const erased = await log.blobs.put('forgotten', 'value');
  await log.blobs.erase(erased);
  const [run] = batchOf('w1', 1).runs;
  const output = await log.blobs.put('an output', 'value');
  blobs.push(output);
  await log.runs.append(batchOf('w1', 1, { runs: [{ ...run!, output: { hash: output, blob: true } }] }));
  await log.runs.append(batchOf('w1', 2, { runs: [{ ...run!, output: { hash: erased, blob: true } }] }));
  return { blobs, erased };
}

const contentOf = async (log: Substrate) => ({
  commits: (await log.events.readAll(0, 1_000)).map(({ actor, version, id, body }) => ({
    actor,
    version,
    id,
    body,
  })),
  batches: (await log.runs.read(0, 1_000)).map(({ body }) => body),
  pending: (await log.effects.pending()).map(({ key }) => key),
  timer: await log.timers.next(),
});

test('a copy has the same commits, batches, blobs, pending effects and timers, and verifies', async () => {
  const from = await sqliteSubstrate({ folder: temporary() });
  const to = memorySubstrate();
  const { blobs, erased } = await fill(from);

  expect(await copyLog(from, to)).toEqual({ commits: COMMITS, batches: 2, blobs: COMMITS + 1 });
  expect(await contentOf(to)).toEqual(await contentOf(from));
  expect((await contentOf(to)).pending).toHaveLength(2);
  for (const hash of blobs) expect(await to.blobs.get(hash)).toEqual(await from.blobs.get(hash));
  expect(await to.blobs.has(erased)).toBe(false);
  expect((await verifyLog(to)).problems).toEqual([]);
  await from.close();
});

test('copying again, or after an interruption, completes the copy and changes nothing that is there', async () => {
  const from = memorySubstrate();
  await fill(from);
  const to = await sqliteSubstrate({ folder: temporary() });
  const first = (await from.events.readAll(0, 1))[0]!;
  await to.events.append(commitOf(first.actor, 1, { effects: [] }), first.body, null);
  await copyLog(from, to);
  expect((await contentOf(to)).commits).toEqual((await contentOf(from)).commits);
  const position = await to.events.position();
  await copyLog(from, to);
  expect(await to.events.position()).toBe(position);
  expect((await contentOf(to)).batches).toHaveLength(2);
  await to.close();
});

test('a target that holds another history is refused by name', async () => {
  const [from, to] = [memorySubstrate(), memorySubstrate()];
  await grow(from.events, commitOf(artifact('alpha'), 1), null);
  await grow(to.events, commitOf(artifact('alpha'), 1, { command: 'another' }), null);
  await expect(copyLog(from, to)).rejects.toThrow(
    /commit 1 of artifact\/alpha \(position 1 of memory:\) does not fit into memory:, which holds another history/,
  );
});
