import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckdbDatabase } from '../../infra/duckdb/duckdbDatabase.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { listedLog } from '../../projections/audit/listedLog.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import { RefusedQuery } from '../../projections/onlySelect.ts';
import { query, QueryTimeout } from '../../projections/query.ts';
import { replayInto } from '../../projections/rebuild.ts';

const fixture = storedFixture();
const LAST = fixture.commits.length;

let folder: string;
let database: DuckdbDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-query-'));
  await writeFile(join(folder, 'secret.csv'), 'a\n1\n');
  database = await openDuckdb({
    path: join(folder, 'p.duckdb'),
    archive: join(folder, 'archive'),
    memoryLimit: '100MB',
    spillLimit: '5MB',
  });
  await replayInto(listedLog(fixture), database);
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

describe('a query', () => {
  it('answers with columns and rows that are JSON, counts as numbers', async () => {
    const result = await query(database, 'SELECT count(*) AS n, [1, 2] AS list FROM artifacts; -- how many');
    expect(result).toEqual({
      columns: ['n', 'list'],
      rows: [{ n: 9, list: [1, 2] }],
      truncated: false,
      asOf: null,
    });
    const huge = await query(
      database,
      'SELECT 9007199254740993::BIGINT AS n, metadata FROM artifacts LIMIT 1',
    );
    expect(huge.rows[0]).toMatchObject({ n: '9007199254740993', metadata: { entry: 'main' } });
  });

  it('is cut off at the row cap and says so', async () => {
    const result = await query(database, 'SELECT * FROM commits ORDER BY seq', { rows: 10 });
    expect(result.rows).toHaveLength(10);
    expect(result.truncated).toBe(true);
    expect((await query(database, 'SELECT * FROM commits', { rows: LAST })).truncated).toBe(false);
  });

  it('may look around: SHOW, DESCRIBE, SUMMARIZE, FROM first, WITH', async () => {
    const tables = await query(database, 'SHOW TABLES');
    expect(tables.rows.map(({ name }) => name)).toContain('bandit_posteriors');
    for (const sql of [
      'DESCRIBE artifacts',
      'SUMMARIZE fitness',
      'FROM roi',
      'WITH a AS (SELECT 1) FROM a',
    ]) {
      expect((await query(database, sql)).rows.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['SET threads = 4', 'a SET statement is refused'],
    ['SET VARIABLE as_of = 1', 'a SET statement is refused'],
    ["ATTACH 'other.db'", 'a ATTACH statement is refused'],
    ["COPY artifacts TO 'out.csv'", 'a COPY statement is refused'],
    ["COPY (SELECT 1) TO 'out.csv'", 'a COPY statement is refused'],
    ['PRAGMA version', 'a PRAGMA statement is refused'],
    ['INSTALL httpfs', 'a INSTALL statement is refused'],
    ['/* SELECT */ DELETE FROM raw.commit', 'a DELETE statement is refused'],
    ['WITH a AS (SELECT 1) INSERT INTO raw.effect_end SELECT 1', 'is refused'],
    ['CREATE TABLE t AS SELECT 1', 'a CREATE statement is refused'],
    ['BEGIN', 'a BEGIN statement is refused'],
    ['SELECT 1; SELECT 2', '2 statements are refused'],
    ["SELECT 1; ATTACH 'x'", 'is refused'],
    ['', 'the query is empty'],
    ['SELEKT 1', 'cannot be parsed'],
    ["SELECT * FROM read_text('/etc/hostname')", 'read_text() in FROM is refused'],
    ['SELECT * FROM "Read_CSV"(\'/etc/hostname\')', 'read_csv() in FROM is refused'],
    ["SELECT (SELECT content FROM read_blob('/etc/hostname'))", 'read_blob() in FROM is refused'],
    ["SELECT * FROM glob('/etc/*')", 'glob() in FROM is refused'],
    ["SELECT * FROM query('SELECT 1')", 'query() in FROM is refused'],
    [
      "SELECT * FROM enable_logging(storage='file', storage_config={'path': 'x'})",
      'enable_logging() in FROM is refused',
    ],
    ['SELECT * FROM force_checkpoint()', 'force_checkpoint() in FROM is refused'],
    ["SELECT getenv('HOME')", 'getenv() is refused'],
    ["SELECT max(list_transform([1], x -> getenv('HOME'))) FROM artifacts", 'getenv() is refused'],
    ["SELECT write_log('x')", 'write_log() is refused'],
    ["SELECT length(repeat('x', 2000000000))", 'repeat() is refused'],
    ["SELECT * FROM '/etc/hostname'", 'the query failed'],
    ["SELECT * FROM 'secret.csv'", 'the query failed'],
    ["SELECT * FROM read_parquet('/etc/hostname')", 'outside the archive folder'],
    ['SELECT nothing FROM artifacts', 'nothing'],
  ])('is refused: %s', async (sql, message) => {
    await expect(query(database, sql)).rejects.toThrow(RefusedQuery);
    await expect(query(database, sql)).rejects.toThrow(message);
  });

  it.each([
    'SELECT sum(range) FROM range(1000000000000)',
    'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3',
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r',
  ])('that never ends is stopped: %s', async (sql) => {
    await expect(query(database, sql, { timeoutMs: 100 })).rejects.toThrow(QueryTimeout);
    expect((await query(database, 'SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('that fills memory and disk is stopped by the limits', async () => {
    const sql = 'SELECT * FROM range(1000000000000) ORDER BY hash(range)';
    await expect(query(database, sql, { timeoutMs: 60_000 })).rejects.toThrow('the query failed');
  });

  it('with an endless result gives as many rows as were asked for', async () => {
    const result = await query(database, 'SELECT * FROM range(1000000000000)', { rows: 3 });
    expect(result.rows).toEqual([{ range: 0 }, { range: 1 }, { range: 2 }]);
    expect(result.truncated).toBe(true);
  });

  it('changes nothing, whatever was tried', async () => {
    expect((await query(database, 'SELECT count(*) AS n FROM raw.commit')).rows).toEqual([{ n: LAST }]);
    expect((await query(database, "SELECT getvariable('as_of') AS v")).rows).toEqual([{ v: null }]);
  });
});
