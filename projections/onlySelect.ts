import { parseJson } from '../events/json.ts';

/** A query that is not one reading of the projection: says what was found and what to write instead. */
export class RefusedQuery extends Error {
  override readonly name = 'RefusedQuery';
}

/** Functions in FROM that only make rows out of what is in the database, the query, or the archive folder. */
const tableFunctions: ReadonlySet<string> = new Set([
  'range',
  'generate_series',
  'unnest',
  'json_each',
  'json_tree',
  'duckdb_tables',
  'duckdb_views',
  'duckdb_columns',
  'duckdb_functions',
  'pragma_table_info',
  'read_parquet',
  'parquet_scan',
  'parquet_schema',
  'parquet_metadata',
]);

/** Functions that touch what is outside the query, or make single values of any size, which no memory limit stops. */
const refusedFunctions: ReadonlySet<string> = new Set([
  'write_log',
  'getenv',
  'nextval',
  'currval',
  'set_config',
  'repeat',
  'lpad',
  'rpad',
]);

type Parsed = {
  readonly error: boolean;
  readonly error_message?: string;
  readonly statements?: readonly unknown[];
};

/**
 * Checks that a text is exactly one SELECT and calls nothing it must not. `tree` is DuckDB's own syntax tree of it
 * (`Reader.parse`), so nothing hides in comments, quotes or nesting.
 * @throws RefusedQuery
 */
export function requireOneSelect(sql: string, tree: string): void {
  const parsed = parseJson(tree) as Parsed;
  if (parsed.error) {
    const message = parsed.error_message ?? 'it cannot be parsed';
    throw new RefusedQuery(
      /only select statements/i.test(message)
        ? `a ${firstWord(sql)} statement is refused: a query is one SELECT that reads, and changes nothing; list what can be asked with SHOW TABLES`
        : `the query cannot be parsed: ${message}`,
    );
  }
  const statements = parsed.statements ?? [];
  if (statements.length !== 1) {
    throw new RefusedQuery(
      statements.length === 0
        ? 'the query is empty: write one SELECT, such as SELECT * FROM artifacts'
        : `${statements.length} statements are refused: a query is exactly one SELECT; send them one by one`,
    );
  }
  visit(statements, false);
}

function firstWord(sql: string): string {
  const text = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  return (/[a-z]+/i.exec(text)?.[0] ?? 'strange').toUpperCase();
}

function visit(node: unknown, inFrom: boolean): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, inFrom);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, function_name: name } = node as { type?: unknown; function_name?: unknown };
  if (typeof name === 'string') {
    const called = name.toLowerCase();
    if (inFrom && !tableFunctions.has(called)) {
      throw new RefusedQuery(
        `${called}() in FROM is refused: a query reads this projection only; ask its views (SHOW TABLES lists them)`,
      );
    }
    if (refusedFunctions.has(called)) {
      throw new RefusedQuery(
        `${called}() is refused: it reaches outside the query or makes values of any size; leave it out`,
      );
    }
  }
  for (const [field, value] of Object.entries(node)) {
    visit(value, type === 'TABLE_FUNCTION' && field === 'function');
  }
}
