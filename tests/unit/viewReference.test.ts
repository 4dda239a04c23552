import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnMeanings } from '../../infra/docs/columnMeanings.ts';
import { exampleQueries } from '../../infra/docs/exampleQueries.ts';
import { leadingComment, tableComments } from '../../infra/docs/sqlComments.ts';
import { viewReference } from '../../infra/docs/viewReference.ts';
import type { DuckdbDatabase } from '../../infra/duckdb/duckdbDatabase.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { listedLog } from '../../projections/audit/listedLog.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import { query, viewNames } from '../../projections/index.ts';
import { replayInto } from '../../projections/rebuild.ts';

let database: DuckdbDatabase;

beforeAll(async () => {
  database = await openDuckdb({ path: ':memory:' });
  await replayInto(listedLog(storedFixture()), database);
});
afterAll(() => database.close());

describe('the view reference', () => {
  it.each(viewNames)('asks %s something that the audited log answers', async (view) => {
    expect(exampleQueries[view]).toMatch(new RegExp(`\\bFROM ${view}\\b`));
    const { rows } = await query(database, exampleQueries[view]);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('has every column of every view, in order', async () => {
    const text = await viewReference();
    for (const view of viewNames) {
      const section = text.split(`\n## ${view}\n`)[1]?.split('\n## ')[0] ?? '';
      const columns = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
      const { columns: real } = await query(database, `SELECT * FROM ${view} LIMIT 0`);
      expect(columns, view).toEqual(real);
      expect(section, view).toContain(exampleQueries[view]);
    }
  });

  it('names measures of health that are there', async () => {
    const { rows } = await query(database, 'SELECT measure FROM health');
    const named = [...columnMeanings.health['measure']!.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(rows).toContainEqual({ measure: name });
  });

  it('is the same text twice', async () => {
    expect(await viewReference()).toBe(await viewReference());
  });
});

describe('comments of SQL', () => {
  it('are read up to the first line that is none, words split at a line end put together', () => {
    expect(
      leadingComment(
        '-- Question: what? Micro-\n-- dollars; and\n-- more.\nCREATE VIEW a AS SELECT 1;\n-- b',
      ),
    ).toBe('Question: what? Micro-dollars; and more.');
    expect(leadingComment('CREATE VIEW a AS SELECT 1;')).toBe('');
  });

  it('belong to the table or view right below them', () => {
    const sql =
      '-- One.\n-- Two.\nCREATE TABLE raw.a (x INTEGER);\n\n-- Far.\n\nCREATE VIEW fact.b AS SELECT 1;\n';
    expect([...tableComments(sql)]).toEqual([['a', 'One. Two.']]);
  });
});
