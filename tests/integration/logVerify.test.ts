import { expect, test } from 'vitest';
import { bodyHash, type Commit } from '../../events/commit.ts';
import type { Head } from '../../events/substrate/events.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { sealOf } from '../../infra/log/seal.ts';
import { sqliteSubstrate } from '../../infra/log/sqlite/substrate.ts';
import { verifyLog } from '../../infra/log/verify.ts';
import { append, artifact, commitOf, grow } from '../contract/substrate/commits.ts';
import { tamper, temporaryFolders } from '../contract/substrate/sqliteSubject.ts';

const temporary = temporaryFolders();
const actors = ['alpha', 'beta', 'gamma'].map(artifact);

/** Three actors of four chained commits each, in turns: alpha 1, beta 1, gamma 1, alpha 2, … at positions 1 to 12. */
async function fill(log: Substrate): Promise<void> {
  const heads = new Map<string, { head: Head; prev: string }>();
  for (let version = 1; version <= 4; version += 1) {
    for (const actor of actors) {
      const last = heads.get(actor.id);
      const commit = commitOf(actor, version, { text: `said ${version}`, ...(last && { prev: last.prev }) });
      const head = await grow(log.events, commit, last?.head ?? null);
      heads.set(actor.id, { head, prev: bodyHash(JSON.stringify(commit)) });
    }
  }
}

async function filledFolder(): Promise<string> {
  const folder = temporary();
  const log = await sqliteSubstrate({ folder });
  await fill(log);
  await log.close();
  return folder;
}

async function problemsOf(folder: string): Promise<string[]> {
  const log = await sqliteSubstrate({ folder });
  const { problems } = await verifyLog(log);
  await log.close();
  return problems.map(
    ({ position, actor, version, problem }) => `${position} ${actor.id}@${version}: ${problem}`,
  );
}

async function seal(log: Substrate): Promise<Commit> {
  const commit = commitOf({ kind: 'log', id: 'main' }, 1);
  const data = await sealOf(log.events, 1, await log.events.position());
  return { ...commit, events: [{ type: 'log.sealed', v: 1, data }] };
}

test('a whole log has no problems, on any substrate', async () => {
  for (const log of [memorySubstrate(), await sqliteSubstrate({ folder: temporary() })]) {
    await fill(log);
    await append(log.events, await seal(log), null);
    expect(await verifyLog(log)).toEqual({ commits: 13, actors: 4, seals: 1, problems: [] });
    await log.close();
  }
});

test("one byte changed in any commit names this commit, also an actor's last", async () => {
  for (const position of [1, 5, 12]) {
    const folder = await filledFolder();
    tamper(folder, "UPDATE commits SET body = replace(body, 'said', 'sayd') WHERE position = ?", position);
    const named = (await problemsOf(folder)).filter((problem) => problem.includes('its text was changed'));
    expect(named).toEqual([expect.stringMatching(new RegExp(`^${position} `))]);
  }
});

test('a changed text is shown by the chain where the log keeps no checksums', async () => {
  const folder = await filledFolder();
  tamper(folder, "UPDATE commits SET body = replace(body, 'said', 'sayd') WHERE position = 5");
  const { changedRows: _, ...plain } = await sqliteSubstrate({ folder });
  const { problems } = await verifyLog(plain);
  expect(problems).toEqual([
    {
      position: 5,
      actor: actors[1],
      version: 2,
      problem: expect.stringContaining('version 3 was appended after another text'),
    },
  ]);
  await plain.close();
});

test('a commit left out is a gap named by the one after it', async () => {
  const folder = await filledFolder();
  tamper(folder, 'DELETE FROM commits WHERE position IN (4, 7)');
  expect(await problemsOf(folder)).toEqual([
    "10 alpha@4: version 4 follows 1: 2 of this actor's commits are missing",
  ]);
});

test("a commit left out at an actor's end is shown by the seal", async () => {
  const folder = await filledFolder();
  const log = await sqliteSubstrate({ folder });
  await append(log.events, await seal(log), null);
  await log.close();
  tamper(folder, 'DELETE FROM commits WHERE position = 12');
  expect(await problemsOf(folder)).toEqual(['13 main@1: the commits 1 to 12 are not the 12 that it sealed']);
});

test('a text that is not a commit is named', async () => {
  const folder = await filledFolder();
  tamper(folder, "UPDATE commits SET body = '{' WHERE position = 12");
  expect(await problemsOf(folder)).toContainEqual(
    expect.stringMatching(/^12 gamma@4: the commit is not JSON/),
  );
});

test('a commit filed under another actor, and an id that does not follow from its command, are named', async () => {
  const folder = await filledFolder();
  tamper(folder, "UPDATE commits SET actor = 'delta' WHERE position = 12");
  tamper(folder, "UPDATE commits SET id = '00000000-0000-8000-8000-000000000000' WHERE position = 11");
  tamper(
    folder,
    `UPDATE commits SET body = replace(body, '"command":"command-4"', '"command":"command-5"') WHERE position = 10`,
  );
  const problems = await problemsOf(folder);
  expect(problems).toContainEqual(
    expect.stringMatching(/^12 delta@4: it is filed under another name.*artifact\/gamma version 4/),
  );
  expect(problems).toContainEqual(expect.stringMatching(/^11 beta@4: it is filed under another name/));
  expect(problems).toContainEqual(
    expect.stringMatching(/^10 alpha@4: its id .* does not follow from its command/),
  );
});
