import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckdbDatabase } from '../../infra/duckdb/duckdbDatabase.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { listedLog } from '../../projections/audit/listedLog.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import type { StoredFixture } from '../../projections/audit/storedFixture.ts';
import { replayInto } from '../../projections/rebuild.ts';
import { verify } from '../../projections/verify.ts';
import type { Difference, Verification } from '../../projections/verify.ts';

const fixture = storedFixture();
const LAST = fixture.commits.length;
let live: DuckdbDatabase;

beforeAll(async () => {
  live = await openDuckdb({ path: ':memory:' });
  await replayInto(listedLog(fixture), live);
});
afterAll(() => live.close());

/** What the projection of the whole fixture finds when the log under it has become `log`. */
async function verdictOn(log: StoredFixture, database = live): Promise<Verification> {
  const beside = await openDuckdb({ path: ':memory:' });
  try {
    return await verify(listedLog(log), database, beside);
  } finally {
    await beside.close();
  }
}

function differencesOf(verdict: Verification): readonly Difference[] {
  return verdict.status === 'different' ? verdict.differences : [];
}

function altered(position: number, from: string, to: string): StoredFixture {
  const commits = fixture.commits.map((commit) =>
    commit.position === position ? { ...commit, body: commit.body.replace(from, to) } : commit,
  );
  if (commits[position - 1]!.body === fixture.commits[position - 1]!.body)
    throw new Error('nothing was altered');
  return { ...fixture, commits };
}

describe('verify', () => {
  it('finds a replay of the same log identical', async () => {
    expect(await verdictOn(fixture)).toMatchObject({
      status: 'identical',
      checkpoint: { events: LAST, runs: 9 },
    });
  });

  it.each([
    ['a number in a fact', 5, '"quality":0.8', '"quality":0.7'],
    ['a letter that no view shows', 4, '"input":{}', '"inpu1":{}'],
    ['a type', 6, 'artifact.stored', 'artifact.stared'],
    ['the JSON itself', 7, '{', '['],
    ['the last commit of an actor', 79, 'nobody declared', 'nobody_declared'],
    ['a seal', 86, '"commits":85', '"commits":84'],
    ['the last commit of the log', LAST, '"policy":"p1"', '"policy":"p2"'],
  ])('names the commit when one byte of it changed: %s', async (_what, position, from, to) => {
    const found = differencesOf(await verdictOn(altered(position, from, to)));
    expect(found).toContainEqual(expect.objectContaining({ table: 'commit', position }));
    expect(new Set(found.map((difference) => difference.position))).toEqual(new Set([position]));
  });

  it('names the fact table, too', async () => {
    const found = differencesOf(await verdictOn(altered(79, 'nobody declared', 'nobody_declared')));
    expect(found.map(({ table }) => table)).toEqual(['commit', 'task_rejected']);
  });

  it('finds a changed byte by the chain alone when the live database was built from the changed log', async () => {
    const log = altered(5, '"quality":0.8', '"quality":0.7');
    const young = await openDuckdb({ path: ':memory:' });
    await replayInto(listedLog(log), young);
    expect(differencesOf(await verdictOn(log, young))).toMatchObject([{ table: 'commit', position: 5 }]);
    await young.close();
  });

  it('says no when a commit is missing', async () => {
    const commits = fixture.commits.filter(({ position }) => position !== 48);
    const found = differencesOf(await verdictOn({ ...fixture, commits }));
    expect(found).toMatchObject([{ table: 'commit', position: 50 }]);
    expect(found[0]?.detail).toContain('a commit is missing');
  });

  it('says no when one run batch is left out, and names its place', async () => {
    const batches = fixture.batches.filter(({ position }) => position !== 3);
    const found = differencesOf(await verdictOn({ ...fixture, batches }));
    expect(found.map(({ table, position }) => [table, position])).toEqual([
      ['run_batch', 3],
      ['run', 3],
    ]);
  });

  it('says no when a run batch was altered', async () => {
    const batches = fixture.batches.map((batch) =>
      batch.position === 4
        ? { ...batch, body: batch.body.replace('"cost_micro":40', '"cost_micro":41') }
        : batch,
    );
    const found = differencesOf(await verdictOn({ ...fixture, batches }));
    expect(found).toContainEqual(expect.objectContaining({ table: 'run', position: 4 }));
  });

  it('says no when the live database was tampered with, rows or a view', async () => {
    const tampered = await openDuckdb({ path: ':memory:' });
    await replayInto(listedLog(fixture), tampered);
    await tampered.execute('CREATE OR REPLACE VIEW costs AS SELECT 1 AS capability, 2 AS kind');
    expect(differencesOf(await verdictOn(fixture, tampered))).toMatchObject([
      { table: 'costs', position: null },
    ]);
    await tampered.execute('UPDATE raw.artifact_stored SET quality = 1 WHERE seq = 6');
    expect(differencesOf(await verdictOn(fixture, tampered))).toMatchObject([
      { table: 'artifact_stored', position: 6 },
    ]);
    await tampered.close();
  });
});
