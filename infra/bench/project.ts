import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as duckdbVersion } from '@duckdb/node-api';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { Projector } from '../../projections/projector.ts';
import { createSchema } from '../../projections/schema.ts';
import { openDuckdb } from '../duckdb/openDuckdb.ts';
import { openLog } from '../log/open.ts';
import { benchServer } from './benchServer.ts';
import { compared } from './compared.ts';
import type { Turn } from './compared.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { plainAppenderRate, RawIngest } from './rawIngest.ts';
import { rawConsumeSeconds } from './rawConsume.ts';
import { RepeatedLog } from './repeatedLog.ts';
import { rowBatches } from './rowBatches.ts';
import { trusted } from './trusted.ts';

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
  /** On a nats-server of this kind, started for the bench, in their place: `2.9`, or `current`. */
  readonly nats?: string;
};

const FLOOR = 0.5;
/** Rows per second the notes measured for the appender; below half of it the reference is suspect (DESIGN 13). */
const NOTED_ROWS_PER_SECOND = 368_000;
const IN_FLIGHT = 64;

/**
 * Projector ingest with reading and decoding, against DuckDB's appender fed the same rows from memory, in the same
 * batches, in turns (DESIGN 13: hold ≥ 0.5, aim 0.8). Commits and runs are measured apart. On a nats-server also
 * against a bare ordered consumer of the same stream.
 */
export async function benchProject(options: BenchProjectOptions = {}): Promise<BenchOutcome> {
  const { copies = 250, batches = 40, runsPerBatch = 500, repetitions = 7 } = options;
  const { plainRows = 50_000, log: kind = 'sqlite' } = options;
  const nats = options.nats === undefined ? null : await benchServer(options.nats);
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-project-'));
  const url = nats
    ? `nats://${nats.address}`
    : kind === 'sqlite'
      ? `sqlite:${join(folder, 'log')}`
      : 'memory:';
  const log = await openLog(url);
  try {
    const told = new RepeatedLog();
    await told.append(log, copies, IN_FLIGHT);
    for (let batch = 0; batch < batches; batch += 1) await log.runs.append(told.batch(batch, runsPerBatch));
    // A process that projects knows what is pending as well; that it learns of it is not measured here.
    await log.effects.pending();
    const place = { log, folder, repetitions, address: nats?.address ?? null };
    // The quickest of three, spread over the run: a busy moment says nothing about the appender.
    const plainRates = [await plainAppenderRate(join(folder, 'plain-1.duckdb'), plainRows)];
    const commits = await measured(place, 'events', copies * told.commits, copies * told.commits);
    plainRates.push(await plainAppenderRate(join(folder, 'plain-2.duckdb'), plainRows));
    const runs = await measured(place, 'runs', batches * runsPerBatch, batches);
    plainRates.push(await plainAppenderRate(join(folder, 'plain-3.duckdb'), plainRows));
    const plain = Math.max(...plainRates);
    const rows: BenchRow[] = [
      ...commits,
      ...runs,
      trusted('plain appender rows/s', plain, NOTED_ROWS_PER_SECOND),
    ];
    return {
      bench: 'project',
      config: {
        log: nats ? 'nats' : kind,
        commits: copies * told.commits,
        runs: batches * runsPerBatch,
        repetitions,
        threads: 1,
      },
      seeds: [],
      versions: {
        node: process.version,
        duckdb: duckdbVersion(),
        ...(nats ? { 'nats-server': nats.version } : {}),
      },
      rows,
      holds: rows.every(({ holds }) => holds),
    };
  } finally {
    await log.close();
    await nats?.server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

type Place = {
  readonly log: Substrate;
  readonly folder: string;
  readonly repetitions: number;
  /** Of the server under the log. */
  readonly address: string | null;
};

/** `count` commits or runs, in so many messages of the log. */
async function measured(
  { log, folder, repetitions, address }: Place,
  part: 'events' | 'runs',
  count: number,
  messages: number,
): Promise<readonly BenchRow[]> {
  const ours: number[] = [];
  const raw: number[] = [];
  const bare: number[] = [];
  const file = (repetition: number, whose: string): string =>
    join(folder, `${part}-${repetition}-${whose}.duckdb`);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const measure = [
      async () => ours.push(await ourSeconds(log, part, file(repetition, 'ours'))),
      async () => raw.push(await rawSeconds(log, part, file(repetition, 'raw'))),
      async () => {
        if (address !== null)
          bare.push(
            await rawConsumeSeconds(address, part === 'events' ? 'DSE_EVENTS' : 'DSE_RUNS', messages),
          );
      },
    ];
    // Turns about, so that neither always comes first.
    for (const one of repetition % 2 === 0 ? measure : measure.toReversed()) await one();
  }
  const unit = part === 'events' ? 'commits/s' : 'runs/s';
  const turns = (references: readonly number[]): readonly Turn[] =>
    ours.map((seconds, at) => ({ ours: count / seconds, reference: count / references[at]! }));
  const floor = `ours ≥ ${FLOOR} × raw appender of the same rows (aim 0.8)`;
  return [
    compared(unit, turns(raw), floor, (ratio) => ratio >= FLOOR),
    ...(address === null
      ? []
      : [
          compared(
            `${unit}, beside a bare consumer`,
            turns(bare),
            'reported: a bare ordered consumer of the same stream',
            () => true,
          ),
          compared(
            `${unit}, beside both in turn`,
            turns(bare.map((seconds, at) => seconds + raw[at]!)),
            'reported: the bare consumer, then the raw appender',
            () => true,
          ),
        ]),
  ];
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
