import type { ResultRow } from '../../projections/database.ts';
import type { Dse } from '../dse.ts';
import { columns } from './columns.ts';

type Out = (line: string) => void;
type Cell = string | number;

const text = (value: unknown): string =>
  value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
const digits = (value: unknown, places: number): Cell =>
  typeof value === 'number' ? Number(value.toFixed(places)) : '–';
const short = (value: unknown, max: number): string => {
  const whole = text(value);
  return whole.length > max ? `${whole.slice(0, max - 1)}…` : whole;
};

async function totals(dse: Dse, out: Out): Promise<void> {
  const { rows } = await dse.query(`
    SELECT (SELECT count(*) FROM fact.candidate_judged) + (SELECT count(*) FROM artifacts WHERE json_extract_string(metadata, '$.task') IS NULL) AS judged,
      (SELECT coalesce(sum(proposed), 0)::BIGINT FROM fact.candidates_proposed) AS proposed,
      (SELECT count(*) FROM fact.proof) AS proofs,
      (SELECT count(*) FROM fact.artifact_stored) AS stored,
      (SELECT count(*) FROM fact.artifact_rejected) AS refused,
      (SELECT coalesce(sum(evaluations), 0)::BIGINT FROM fact.candidates_proposed) AS evaluations,
      (SELECT count(*) FROM runs) AS runs,
      (SELECT count(*) FROM commits) AS commits,
      (SELECT sum(cost_usd) FROM costs) AS usd`);
  const all = rows[0]!;
  out(
    `${text(all['proposed'])} candidates proposed, ${text(all['proofs'])} proofs made, ${text(all['stored'])} stored, ${text(all['refused'])} refused; ` +
      `${text(all['evaluations'])} evaluations in searches; ${text(all['runs'])} runs; ${text(all['commits'])} commits.`,
  );
  out(
    `Cost: $${Number(all['usd'] ?? 0).toFixed(6)} (priced compute: seconds of work × price.cpu_second; no provider billed anything).`,
  );
}

async function artifacts(dse: Dse, out: Out): Promise<void> {
  const { rows } = await dse.query(`
    SELECT a.artifact_id, a.shown, a.generator, p.pass_rate, p.coverage, p.performance, p.robustness, p.quality, a.usage_count
    FROM artifacts a JOIN fact.proof p ON p.artifact = a.artifact_id AND p.fact = 'artifact.tested' ORDER BY a.generated_seq`);
  out('');
  out('Artifacts, tools and workflows: the four parts of each quality, as proven');
  const head = ['id', 'state', 'by', 'pass', 'coverage', 'perf.', 'robust.', 'quality', 'runs'];
  const line = (row: ResultRow): Cell[] => [
    text(row['artifact_id']),
    short(row['shown'], 44),
    text(row['generator']),
    digits(row['pass_rate'], 3),
    digits(row['coverage'], 3),
    digits(row['performance'], 3),
    digits(row['robustness'], 3),
    digits(row['quality'], 3),
    digits(row['usage_count'], 0),
  ];
  for (const one of columns(head, rows.map(line))) out(one);
}

async function drifts(dse: Dse, out: Out): Promise<void> {
  const { rows } = await dse.query(
    'SELECT artifact, metrics, window_runs, outcome, detected_seq FROM drift ORDER BY detected_seq',
  );
  out('');
  out('Drift: what got worse than the frozen baseline, by inputs that changed');
  for (const row of rows) {
    const metrics = (row['metrics'] ?? []) as unknown as readonly {
      reason: string;
      statistic: number;
      baseline: number;
      threshold: number;
      samples: number;
    }[];
    const said = metrics.map(
      ({ reason, statistic, baseline, threshold, samples }) =>
        `${reason} ${digits(statistic, 3)} (baseline ${digits(baseline, 3)}, threshold ${digits(threshold, 3)}, ${samples} samples)`,
    );
    out(
      `  ${text(row['artifact'])} at position ${text(row['detected_seq'])}: ${said.join('; ')} → ${text(row['outcome'])}`,
    );
  }
}

const EVOLUTIONS = `
  SELECT e.*, p.fuel AS parent_fuel, c.fuel AS child_fuel, c.common_fuel_parent, c.common_fuel_child,
    p.latency_us AS parent_us, c.latency_us AS child_us, p.quality AS parent_quality, c.quality AS child_quality,
    p.held_out_passed AS parent_held, c.held_out_passed AS child_held, c.held_out_total AS held_total
  FROM evolutions e
  LEFT JOIN fact.proof p ON p.fact = 'parent.proved' AND p.artifact = e.artifact AND p.actor_id = e.task
  LEFT JOIN fact.proof c ON c.fact = 'artifact.tested' AND c.artifact = e.candidate
  ORDER BY e.started_seq`;

async function evolutions(dse: Dse, out: Out): Promise<void> {
  const { rows } = await dse.query(EVOLUTIONS);
  const accepted = rows.filter((row) => row['outcome'] === 'accepted');
  out('');
  out('Evolutions accepted: parent and child proved on the same suite and on held-out inputs (old → new)');
  const head = ['capability', 'by', 'fuel', 'latency µs', 'quality', 'held-out passed'];
  const arrow = (old: unknown, fresh: unknown, places = 0): string =>
    `${digits(old, places)} → ${digits(fresh, places)}`;
  const line = (row: ResultRow): Cell[] => [
    text(row['capability']),
    text(row['generator']),
    arrow(row['common_fuel_parent'] ?? row['parent_fuel'], row['common_fuel_child'] ?? row['child_fuel']),
    arrow(row['parent_us'], row['child_us']),
    arrow(row['parent_quality'], row['child_quality'], 3),
    `${text(row['parent_held'])} → ${text(row['child_held'])} of ${text(row['held_total'])}`,
  ];
  for (const one of columns(head, accepted.map(line))) out(one);
  out('  (fuel over the cases that both passed; latency is measured and decides nothing)');
  out('');
  out('Evolutions refused: the parent goes on serving');
  // Each candidate was refused for a reason of its own; without any the evolution says why there was none.
  const judged = await dse.query(
    "SELECT actor_id AS task, artifact, generator, reason FROM fact.candidate_judged WHERE verdict = 'rejected' ORDER BY seq, idx",
  );
  for (const row of rows.filter(({ outcome }) => outcome === 'rejected')) {
    const candidates = judged.rows.filter(({ task }) => task === row['task']);
    if (candidates.length === 0) out(`  ${text(row['capability'])}: ${text(row['reason'])}`);
    for (const one of candidates)
      out(`  ${text(one['artifact'])} by ${text(one['generator'])}: ${text(one['reason'])}`);
  }
}

async function lineage(dse: Dse, out: Out): Promise<void> {
  const { rows } = await dse.query(
    'SELECT artifact_id, parent, capability, generator, operators, shown, quality, served FROM lineage ORDER BY generated_seq, parent',
  );
  out('');
  out('Lineage');
  const known = new Set(rows.map((row) => row['artifact_id']));
  const children = (parent: unknown): ResultRow[] => rows.filter((row) => row['parent'] === parent);
  const show = (row: ResultRow, indent: string): void => {
    const operators =
      Array.isArray(row['operators']) && row['operators'].length > 0
        ? ` (${row['operators'].join(', ')})`
        : '';
    const served = row['served'] === true ? ', served' : '';
    out(
      `  ${indent}${text(row['artifact_id'])}  ${text(row['generator'])}${operators}  quality ${digits(row['quality'], 3)}  ${text(row['shown'])}${served}`,
    );
    for (const child of children(row['artifact_id']))
      show(child, `${indent}└─ `.replaceAll('└─ └─', '   └─'));
  };
  for (const row of rows.filter(({ parent }) => parent === null || !known.has(parent))) show(row, '');
}

/** The report of a demo; every number is a query over the log's projection. */
export async function report(dse: Dse, out: Out): Promise<void> {
  for (const part of [totals, artifacts, drifts, evolutions, lineage]) await part(dse, out);
}
