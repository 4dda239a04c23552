import { globSync, readFileSync } from 'node:fs';
import { factTypes } from '../../events/schema.ts';
import { places } from '../../projections/facts/places.ts';
import { viewNames } from '../../projections/index.ts';
import type { ViewName } from '../../projections/index.ts';
import { columnMeanings } from './columnMeanings.ts';
import { describedColumns } from './describedColumns.ts';
import type { DescribedColumn, DescribedColumns } from './describedColumns.ts';
import { exampleQueries } from './exampleQueries.ts';
import { cell, code } from './shapeTable.ts';
import { leadingComment, tableComments } from './sqlComments.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** What each row of a fact begins with; said once, not in every row of the table. */
const HEAD = ['seq', 'idx', 'actor_kind', 'actor_id', 'version', 'recorded_at'] as const;

/** The question a view answers, as its file begins. */
function question(view: ViewName): string {
  const said = leadingComment(textOf(`projections/views/${view}.sql`)).replace(/^Question: /, '');
  return said.slice(0, 1).toUpperCase() + said.slice(1);
}

function viewSection(view: ViewName, columns: readonly DescribedColumn[]): string[] {
  const meanings = columnMeanings[view];
  const strange = Object.keys(meanings).find((name) => !columns.some((column) => column.name === name));
  if (strange !== undefined) {
    throw new Error(`columnMeanings says what ${view}.${strange} means, and the view has no such column`);
  }
  return [
    `## ${view}`,
    '',
    question(view),
    '',
    '| column | type | meaning |',
    '|---|---|---|',
    ...columns.map(({ name, type }) => `| ${code(name)} | ${cell(type)} | ${cell(meanings[name] ?? '')} |`),
    '',
    '```sql',
    exampleQueries[view],
    '```',
    '',
  ];
}

/** Facts link to the event reference; what is no fact says in its SQL what it is. */
function rowsOf(table: string, comments: ReadonlyMap<string, string>): string {
  const types = factTypes.filter((type) => places[type].table === table);
  if (types.length === 0) return comments.get(table) ?? '';
  return types.map((type) => `[${type}](events.md#${type.replaceAll('.', '')})`).join(' ');
}

function factRow(table: string, columns: readonly DescribedColumn[], comments: ReadonlyMap<string, string>) {
  const names = columns.map(({ name }) => name);
  const isFact = HEAD.every((name, index) => names[index] === name);
  const shown = (isFact ? names.slice(HEAD.length) : names).map(code).join(' ');
  return `| ${code(`fact.${table}`)} | ${cell(rowsOf(table, comments))} | ${isFact ? '… ' : ''}${shown} |`;
}

function factTable(columns: DescribedColumns): string[] {
  const files = globSync('projections/facts/**/*.sql', { cwd: root }).sort();
  const comments = new Map(files.flatMap((file) => [...tableComments(textOf(file))]));
  const tables = [...columns].filter(([owner]) => owner.startsWith('fact.'));
  return [
    '| table | holds | columns |',
    '|---|---|---|',
    ...tables.map(([owner, own]) => factRow(owner.slice('fact.'.length), own, comments)),
    '',
  ];
}

/** The reference of views and fact tables as Markdown; columns and types are what DuckDB says of a schema just made. */
export async function viewReference(): Promise<string> {
  const columns = await describedColumns();
  return [
    '# Views',
    '',
    'Generated from `projections/` by `npm run docs:reference`; do not edit by hand.',
    '',
    'Each view answers one question. Ask with `npm run -s dse -- query "select …"`, as of an earlier moment with `--as-of`; how to:',
    '[query the projections](../how-to/query-the-projections.md). Everything can be computed anew from the log:',
    '`npm run -s dse -- replay --verify` does and compares. A column without a meaning is what its name says: `_us` are microseconds,',
    '`_ms` milliseconds, `_micro` micro-dollars, `_seq` positions in the log of events, `_at` times as ISO strings in UTC.',
    '',
    ...viewNames.flatMap((view) => viewSection(view, columns.get(`main.${view}`) ?? [])),
    '## Fact tables',
    '',
    'What the views are made of, in the schema `fact`. They may change with the facts; the views are what programs should read.',
    `A table of facts has one row per fact; \`…\` stands for ${HEAD.map(code).join(' ')}, which each begins with:`,
    'the position of its commit, its place in it, and the commit’s actor, version and time.',
    '',
    ...factTable(columns),
  ].join('\n');
}
