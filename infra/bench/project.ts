import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { version as duckdbVersion } from '@duckdb/node-api';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { Projector } from '../../projections/projector.ts';
import type { LogSource } from '../../projections/projector.ts';
import { Rows } from '../../projections/rows.ts';
import { createSchema } from '../../projections/schema.ts';
import { openDuckdb } from '../duckdb/openDuckdb.ts';
import { openLog } from '../log/open.ts';
import { middle } from './outcome.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { plainAppenderRate, RawIngest } from './rawIngest.ts';
import { repeatedLog } from './repeatedLog.ts';

export type BenchProjectOptions = {
  /** Copies of the 86 fixture commits. */
  readonly copies?: number;
  readonly batches?: number;
  readonly runsPerBatch?: number;
  readonly repetitions?: number;
  /** Rows of the plain appender's own measurement. */
  readonly plainRows?: number;
  /** `sqlite` (the log of `dse work`) or `memory`. */
  readonly log?: 'sqlite' | 'memory';
};

const FLOOR = 0.5;
/** Rows per second the notes measured for the appender; below half of it the reference is suspect (DESIGN 13). */
const NOTED_ROWS_PER_SECOND = 368_000;
const COMMITS = 2000;
const RUN_BATCHES = 20;

/**
 * Projector ingest with reading and decoding, against DuckDB's appender fed the same rows from memory, in the same
 * batches, in turns (DESIGN 13: hold ≥ 0.5, aim 0.8). Commits and runs are measured apart.
 */
export async function benchProject(options: BenchProjectOptions = {}): Promise<BenchOutcome> {
  const { copies = 250, batches = 40, runsPerBatch = 500, repetitions = 7 } = options;
  const { plainRows = 50_000, log: kind = 'sqlite' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-project-'));
  const log = await openLog(kind === 'sqlite' ? `sqlite:${join(folder, 'log')}` : 'memory:');
  try {
    await fill(log, copies, batches, runsPerBatch);
    // The quickest of three, spread over the run: a busy moment says nothing about the appender.
    const plainRates = [await plainAppenderRate(join(folder, 'plain-1.duckdb'), plainRows)];
    const commits = await measured(log, 'events', copies * 86, folder, repetitions);
    plainRates.push(await plainAppenderRate(join(folder, 'plain-2.duckdb'), plainRows));
    const runs = await measured(log, 'runs', batches * runsPerBatch, folder, repetitions);
    plainRates.push(await plainAppenderRate(join(folder, 'plain-3.duckdb'), plainRows));
    const plain = Math.max(...plainRates);
    const suspect = plain < NOTED_ROWS_PER_SECOND / 2;
    const rows: BenchRow[] = [
      commits,
      runs,
      {
        name: suspect ? 'reference suspect: plain appender rows/s' : 'plain appender rows/s',
        ours: Math.round(plain),
        reference: NOTED_ROWS_PER_SECOND,
        ratio: plain / NOTED_ROWS_PER_SECOND,
        spread: null,
        rule: 'at least half of what the notes measured, or the reference is suspect',
        holds: !suspect,
      },
    ];
    return {
      bench: 'project',
      config: { log: kind, commits: copies * 86, runs: batches * runsPerBatch, repetitions, threads: 1 },
      seeds: [],
      versions: { node: process.version, duckdb: duckdbVersion() },
      rows,
      holds: rows.every(({ holds }) => holds),
    };
  } finally {
    await log.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(log: Substrate, copies: number, batches: number, runsPerBatch: number): Promise<void> {
  const bulk = repeatedLog(copies, batches, runsPerBatch);
  const heads = new Map<string, Awaited<ReturnType<typeof log.events.head>>>();
  for (const { commit, body } of bulk.commits) {
    const actor = `${commit.actor.kind}/${commit.actor.id}`;
    const outcome = await log.events.append(commit, body, heads.get(actor) ?? null);
    if (outcome.status !== 'appended') throw new Error(`the bench's log refused a commit: ${outcome.status}`);
    heads.set(actor, outcome.head);
  }
  for (const batch of bulk.batches) await log.runs.append(batch);
}

async function measured(
  log: Substrate,
  part: 'events' | 'runs',
  count: number,
  folder: string,
  repetitions: number,
): Promise<BenchRow> {
  const ours: number[] = [];
  const reference: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const measure = [
      async () =>
        ours.push(count / (await ourSeconds(log, part, join(folder, `${part}-${repetition}.duckdb`)))),
      async () =>
        reference.push(
          count / (await rawSeconds(log, part, join(folder, `${part}-${repetition}-raw.duckdb`))),
        ),
    ];
    // Turns about, so that neither always comes first.
    for (const one of repetition % 2 === 0 ? measure : measure.toReversed()) await one();
  }
  const ratios = ours.map((rate, index) => rate / reference[index]!);
  const ratio = middle(ratios);
  return {
    name: part === 'events' ? 'commits/s' : 'runs/s',
    ours: Math.round(middle(ours)),
    reference: Math.round(middle(reference)),
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    rule: `ours ≥ ${FLOOR} × raw appender of the same rows (aim 0.8)`,
    holds: ratio >= FLOOR,
  };
}

async function ourSeconds(log: Substrate, part: 'events' | 'runs', path: string): Promise<number> {
  const database = await openDuckdb({ path });
  await createSchema(database);
  const projector = await Projector.open(log, database);
  const start = performance.now();
  await projector.catchUp(part === 'events' ? { events: Infinity, runs: 0 } : { events: 0, runs: Infinity });
  const seconds = (performance.now() - start) / 1000;
  await database.close();
  await rm(path);
  return seconds;
}

async function rawSeconds(log: Substrate, part: 'events' | 'runs', path: string): Promise<number> {
  const raw = await RawIngest.open(path, 1);
  const prepared = [];
  for await (const { rows, to } of rowBatches(log, part))
    prepared.push({ batch: await raw.prepare(rows), to });
  const start = performance.now();
  for (const { batch, to } of prepared) await raw.ingest(batch, to);
  const seconds = (performance.now() - start) / 1000;
  raw.close();
  await rm(path);
  return seconds;
}

/** The rows of the log's commits or runs, in the batches the projector makes, with the checkpoint of each. */
export async function* rowBatches(log: LogSource, part: 'events' | 'runs') {
  const rows = new Rows(crc32);
  for (let after = 0; ;) {
    if (part === 'events') {
      for (const commit of await log.events.readAll(after, COMMITS)) {
        rows.addCommit(commit);
        after = commit.position;
      }
    } else {
      for (const batch of await log.runs.read(after, RUN_BATCHES)) {
        rows.addRuns(batch);
        after = batch.position;
      }
    }
    const taken = rows.take();
    if (taken.size === 0) return;
    yield { rows: taken, to: part === 'events' ? { events: after, runs: 0 } : { events: 0, runs: after } };
  }
}
