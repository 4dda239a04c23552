import { readFileSync } from 'node:fs';
import { sha256 } from '../events/hash.ts';
import type { ProjectionDatabase } from './database.ts';

/** The rooms of facts; each has a file of tables, `facts/<name>.sql`. */
const factFiles = [
  'commit',
  'run',
  'artifact',
  'capability',
  'task',
  'optimization',
  'population',
  'rollout',
  'house',
  'pressure',
] as const;

/** Views that several questions share, in the order they build on each other (`facts/derived/<name>.sql`). */
const derivedFiles = ['life', 'served', 'usage', 'task_cost'] as const;

/**
 * The questions that can be asked, one view each (`views/<name>.sql`), in the order they build on each other. The
 * value is the view's key: no two of its rows share it, and `verify` orders by it.
 */
export const views = {
  commits: ['seq'],
  runs: ['position', 'idx'],
  artifacts: ['artifact_id'],
  fitness: ['artifact_id'],
  proofs: ['artifact', 'proved_seq', 'proved_idx'],
  tasks: ['task'],
  answers: ['task'],
  experiments: ['session', 'n'],
  sessions: ['session'],
  rollouts: ['rollout'],
  populations: ['population'],
  generations: ['population', 'generation'],
  fronts: ['population', 'candidate'],
  operators: ['genome', 'operator'],
  evolutions: ['artifact', 'task', 'started_seq'],
  roi: ['task'],
  tiers: ['tier'],
  budgets: ['budget'],
  batches: ['budget', 'n'],
  bottlenecks: ['workflow', 'step'],
  bandit_posteriors: ['capability', 'generator'],
  choices: ['kind', 'seq', 'idx'],
  policies: ['kind', 'capability', 'arm'],
  lineage: ['artifact_id', 'parent'],
  drift: ['artifact', 'detected_seq'],
  drift_detectors: ['capability', 'channel'],
  ladders: ['step_seq', 'step_idx'],
  costs: ['capability', 'kind'],
  models: ['name', 'provider', 'model', 'simulated'],
  savings: ['capability'],
  cache: ['capability'],
  generators: ['generator'],
  memory: ['stored_seq'],
  tools: ['tool', 'tool_version'],
  pressure: ['changed_seq'],
  hardware: ['changed_seq'],
  health: ['measure'],
  success_metrics: ['metric'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ViewName = keyof typeof views;
export const viewNames = Object.keys(views) as readonly ViewName[];

function sqlOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

const tablesSql = factFiles.map((name) => sqlOf(`facts/${name}.sql`)).join('\n');
const questionsSql = [
  ...derivedFiles.map((name) => sqlOf(`facts/derived/${name}.sql`)),
  ...viewNames.map((name) => sqlOf(`views/${name}.sql`)),
].join('\n');

/** Names of the raw tables, as their SQL declares them. */
export const rawTables: readonly string[] = [...tablesSql.matchAll(/CREATE TABLE raw\.(\w+)/g)].map(
  (match) => match[1]!,
);

/** Runs are in the log of runs: as of N includes the batches whose writer had seen no event after N (DESIGN 4). */
const seqOf: Readonly<Record<string, string>> = { run: 'after_seq', run_batch: 'after_seq' };

function asOfView(table: string): string {
  const seq = seqOf[table] ?? 'seq';
  const limit = `coalesce(getvariable('as_of')::BIGINT, 9223372036854775807)`;
  return `CREATE VIEW fact.${table} AS SELECT * FROM raw.${table} WHERE ${seq} <= ${limit};`;
}

/** Changes when a table or view changes: a projection of another build is rebuilt, never migrated. */
export const schemaHash = sha256(`${tablesSql}\n${questionsSql}`);

/**
 * Creates everything or nothing. `raw.*` holds append-only tables, `fact.*` the same as of the connection's variable `as_of`, `main.*` the questions.
 */
export async function createSchema(database: ProjectionDatabase): Promise<void> {
  await database.execute(
    [
      'BEGIN TRANSACTION; CREATE SCHEMA raw; CREATE SCHEMA fact;',
      tablesSql,
      'CREATE TABLE raw.checkpoint (event_position BIGINT NOT NULL, run_position BIGINT NOT NULL, schema VARCHAR NOT NULL);',
      `INSERT INTO raw.checkpoint VALUES (0, 0, '${schemaHash}');`,
      ...rawTables.map(asOfView),
      questionsSql,
      'COMMIT;',
    ].join('\n'),
  );
}
