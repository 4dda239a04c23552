import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as duckdbVersion } from '@duckdb/node-api';
import { replayInto } from '../../projections/rebuild.ts';
import { openDuckdb } from '../duckdb/openDuckdb.ts';
import { openLog } from '../log/open.ts';
import { benchServer } from './benchServer.ts';
import { compared } from './compared.ts';
import type { Turn } from './compared.ts';
import type { BenchOutcome } from './outcome.ts';
import { rawConsumeSeconds } from './rawConsume.ts';
import { plainAppenderRate, RawIngest } from './rawIngest.ts';
import { RepeatedLog } from './repeatedLog.ts';
import { rowBatches } from './rowBatches.ts';
import { trusted } from './trusted.ts';

export type BenchReplayOptions = {
  /** At least so many facts are written to the log and replayed. */
  readonly facts?: number;
  readonly repetitions?: number;
  /** Rows of the plain appender's own measurement. */
  readonly plainRows?: number;
  /** The nats-server, by its version: `2.9`, or `current`. */
  readonly nats?: string;
  readonly progress?: (line: string) => void;
};

const FLOOR = 0.5;
/** Rows and messages per second the notes measured for DuckDB's appender and for an ordered consumer. */
const NOTED_ROWS_PER_SECOND = 368_000;
const NOTED_MESSAGES_PER_SECOND = { '2.9': 98_000, current: 65_000 };
const STREAM = 'DSE_EVENTS';
const IN_FLIGHT = 64;

/**
 * A log on JetStream replayed into an empty DuckDB file, from opening the log to the last row, as a rebuild does it: beside a bare ordered
 * consumer of the same stream, beside DuckDB's appender fed the same rows from memory, and beside both in turn (DESIGN 13: hold ≥ 0.5 of the
 * appender, aim 0.8).
 */
export async function benchReplay(options: BenchReplayOptions = {}): Promise<BenchOutcome> {
  const { facts: atLeast = 1_000_000, repetitions = 3, nats = 'current' } = options;
  const { plainRows = 50_000, progress } = options;
  const { server, version, address } = await benchServer(nats);
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-replay-'));
  const url = `nats://${address}`;
  try {
    const told = new RepeatedLog();
    const copies = Math.ceil(atLeast / told.facts);
    const [commits, facts] = [copies * told.commits, copies * told.facts];
    progress?.(`writing ${facts} facts in ${commits} commits`);
    await filled(url, told, copies);
    // The quickest of a few, spread over the run: a busy moment says nothing about the appender.
    const plain: number[] = [];
    const seconds: { ours: number; consumer: number; appender: number }[] = [];
    for (let turn = 0; turn < repetitions; turn += 1) {
      plain.push(await plainAppenderRate(join(folder, `plain-${turn}.duckdb`), plainRows));
      const taken = { ours: 0, consumer: 0, appender: 0 };
      const measure = [
        async () => (taken.ours = await ourSeconds(url, join(folder, `ours-${turn}.duckdb`), facts)),
        async () => (taken.consumer = await rawConsumeSeconds(address, STREAM, commits)),
        async () => (taken.appender = await appenderSeconds(url, join(folder, `raw-${turn}.duckdb`))),
      ];
      // Turns about, so that neither always comes first.
      for (const one of turn % 2 === 0 ? measure : measure.toReversed()) await one();
      seconds.push(taken);
      progress?.(`turn ${turn + 1} of ${repetitions}: ${JSON.stringify(taken)} s`);
    }
    const turns = (reference: (taken: (typeof seconds)[number]) => number): readonly Turn[] =>
      seconds.map((taken) => ({ ours: facts / taken.ours, reference: facts / reference(taken) }));
    const rows = [
      compared(
        'facts/s, JetStream to DuckDB',
        turns(({ appender }) => appender),
        `ours ≥ ${FLOOR} × raw appender of the same rows (aim 0.8)`,
        (ratio) => ratio >= FLOOR,
      ),
      compared(
        'facts/s, beside a bare consumer',
        turns(({ consumer }) => consumer),
        'reported: a bare ordered consumer of the same stream',
        () => true,
      ),
      compared(
        'facts/s, beside both in turn',
        turns(({ consumer, appender }) => consumer + appender),
        'reported: the bare consumer, then the raw appender',
        () => true,
      ),
      trusted('plain appender rows/s', Math.max(...plain), NOTED_ROWS_PER_SECOND),
      trusted(
        'bare consumer messages/s',
        commits / Math.min(...seconds.map(({ consumer }) => consumer)),
        NOTED_MESSAGES_PER_SECOND[version.startsWith('2.9.') ? '2.9' : 'current'],
      ),
    ];
    return {
      bench: 'replay',
      config: { log: 'nats', facts, commits, repetitions, threads: 1 },
      seeds: [],
      versions: { node: process.version, duckdb: duckdbVersion(), 'nats-server': version },
      rows,
      holds: rows.every(({ holds }) => holds),
    };
  } finally {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function filled(url: string, told: RepeatedLog, copies: number): Promise<void> {
  const log = await openLog(url);
  try {
    await told.append(log, copies, IN_FLIGHT);
  } finally {
    await log.close();
  }
}

async function ourSeconds(url: string, path: string, facts: number): Promise<number> {
  const started = performance.now();
  const [log, database] = [await openLog(url), await openDuckdb({ path })];
  try {
    const { checkpoint } = await replayInto(log, database);
    const seconds = (performance.now() - started) / 1000;
    const [row] = await database.select('SELECT sum(facts)::INT AS facts FROM fact.commit');
    const replayed = Number(row?.['facts']);
    if (replayed !== facts)
      throw new Error(`bench: ${replayed} facts of ${facts} came to position ${checkpoint.events}`);
    return seconds;
  } finally {
    await Promise.all([log.close(), database.close()]);
    await rm(path);
  }
}

/** What the appender alone takes; reading, decoding and turning rows into DuckDB's values are left out. */
async function appenderSeconds(url: string, path: string): Promise<number> {
  const [log, raw] = [await openLog(url), await RawIngest.open(path, 1)];
  let seconds = 0;
  try {
    // A process that opens a log learns what is pending; here it must not work beside the appender.
    await log.effects.pending();
    for await (const { rows, to } of rowBatches(log, 'events')) {
      const batch = await raw.prepare(rows);
      const started = performance.now();
      await raw.ingest(batch, to);
      seconds += (performance.now() - started) / 1000;
    }
    return seconds;
  } finally {
    raw.close();
    await log.close();
    await rm(path);
  }
}
