import { readFileSync } from 'node:fs';
import { createSchema, viewNames } from '../../projections/index.ts';
import type { ProjectionDatabase } from '../../projections/index.ts';
import { openDuckdb } from '../duckdb/openDuckdb.ts';
import { cell, code } from './shapeTable.ts';

const root = new URL('../../', import.meta.url);

type Column = {
  readonly table_schema: string;
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
};

async function columns(database: ProjectionDatabase): Promise<readonly Column[]> {
  const rows = await database.select(
    `SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema IN ('main', 'fact') ORDER BY table_schema, table_name, ordinal_position`,
  );
  return rows as unknown as readonly Column[];
}

/** The comment a view's file begins with. */
function comment(view: string): string {
  const text = readFileSync(new URL(`projections/views/${view}.sql`, root), 'utf8');
  const lines = text.split('\n');
  const said = lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('--')),
    )
    .map((line) => line.replace(/^--\s?/, ''))
    .join(' ')
    .replace(/^Question: /, '');
  return said.slice(0, 1).toUpperCase() + said.slice(1);
}

/** The reference of views and fact tables as Markdown; columns and types are what DuckDB says of a schema just made. */
export async function viewReference(): Promise<string> {
  const database = await openDuckdb({ path: ':memory:' });
  try {
    await createSchema(database);
    const all = await columns(database);
    const of = (schema: string, table: string): readonly Column[] =>
      all.filter((column) => column.table_schema === schema && column.table_name === table);
    const facts = [
      ...new Set(all.filter(({ table_schema }) => table_schema === 'fact').map((one) => one.table_name)),
    ];
    return [
      '# Views',
      '',
      'Generated from `projections/` by `npm run docs:reference`; do not edit by hand.',
      '',
      'Each view answers one question. Ask with `npm run -s dse -- query "select …"`, as of an earlier moment with `--as-of`; how to:',
      '[query the projections](../how-to/query-the-projections.md). Everything can be computed anew from the log:',
      '`npm run -s dse -- replay --verify` does and compares. Rows of facts carry `seq`, the position of their commit, and `idx`, their place in it.',
      '',
      ...viewNames.flatMap((view) => [
        `## ${view}`,
        '',
        comment(view),
        '',
        '| column | type |',
        '|---|---|',
        ...of('main', view).map((column) => `| ${code(column.column_name)} | ${cell(column.data_type)} |`),
        '',
      ]),
      '## Fact tables',
      '',
      'What the views are made of, one row per fact, in the schema `fact`. They may change with the facts; the views are what programs should read.',
      '',
      '| table | columns |',
      '|---|---|',
      ...facts.map(
        (table) =>
          `| ${code(`fact.${table}`)} | ${of('fact', table)
            .map((column) => code(column.column_name))
            .join(' ')} |`,
      ),
      '',
    ].join('\n');
  } finally {
    await database.close();
  }
}
