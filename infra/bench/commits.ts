import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Host } from '../../actors/host.ts';
import { openLog } from '../log/open.ts';
import { benchServer } from './benchServer.ts';
import { compared } from './compared.ts';
import type { Turn } from './compared.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { rawAppendRate } from './rawAppend.ts';
import { rawPublishRate } from './rawPublish.ts';
import { taskStory } from './taskStory.ts';
import { trusted } from './trusted.ts';

export type BenchCommitsOptions = {
  /** Actors; each handles the six commands of a task. */
  readonly actors?: number;
  readonly inFlight?: number;
  readonly repetitions?: number;
  /** On a nats-server of this kind, started for the bench, in place of SQLite: `2.9`, or `current`. */
  readonly nats?: string;
};

const FLOOR = 0.3;
const NATS_FLOOR = 0.6;
/** Rows of 371 bytes per second the notes measured for batches of 100; below half of it the reference is suspect. */
const NOTED_ROWS_PER_SECOND = 144_000;
const NOTED_ROW_BYTES = 371;
/** Messages published per second the notes measured: on 2.9 each on a new subject with an expectation, on newer ones 500 in flight. */
const NOTED_MESSAGES_PER_SECOND = { '2.9': 9000, current: 6200 };

/** Commits through actors on a fresh log: decide, validate, fold, state hash, chain, effects; gives rate and stored texts. */
async function ourRate(
  url: string,
  actors: number,
  inFlight: number,
): Promise<{ rate: number; bodies: readonly string[] }> {
  const log = await openLog(url);
  try {
    const host = new Host({ substrate: log, clock: Date.now, writer: 'bench' });
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let index = next++; index < actors; index = next++) {
        const actor = { kind: 'task', id: `bench-${index}` } as const;
        for (const [step, command] of taskStory.entries()) {
          const id = `${index}-${step}`;
          const sent = await host.send(actor, command, { id, correlation: id, causation: id });
          if (sent.status !== 'committed') throw new Error(`bench: command ${id} was ${sent.status}`);
        }
      }
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: inFlight }, lane));
    const rate = (actors * taskStory.length) / ((performance.now() - started) / 1000);
    const bodies = (await log.events.readAll(0, actors * taskStory.length)).map(({ body }) => body);
    return { rate, bodies };
  } finally {
    await log.close();
  }
}

/**
 * Commits through actors on SQLite, many actors, 64 in flight, beside a raw batched `node:sqlite` append of the same bytes, in turns
 * (DESIGN 13: hold ≥ 0.3, aim 0.6).
 */
export async function benchCommits(options: BenchCommitsOptions = {}): Promise<BenchOutcome> {
  if (options.nats !== undefined) return benchOnNats(options, options.nats);
  const { actors = 2000, inFlight = 64, repetitions = 5 } = options;
  const home = await mkdtemp(join(tmpdir(), 'dse-bench-commits-'));
  const place = (): string => join(home, randomUUID());
  try {
    const turns: Turn[] = [];
    let bytes = 0;
    for (let turn = 0; turn < repetitions; turn += 1) {
      const { rate, bodies } = await ourRate(`sqlite:${place()}`, actors, inFlight);
      turns.push({ ours: rate, reference: rawAppendRate(place(), bodies, inFlight) });
      bytes = Math.round(bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length);
    }
    const plain = rawAppendRate(
      place(),
      Array.from({ length: 20_000 }, () => 'x'.repeat(NOTED_ROW_BYTES)),
      100,
    );
    const rows: BenchRow[] = [
      compared(
        'commits/s through actors, sqlite',
        turns,
        `ratio ≥ ${FLOOR} (aim 0.6) of a raw batched append of the same bytes`,
        (ratio) => ratio >= FLOOR,
      ),
      trusted('raw append rows/s', plain, NOTED_ROWS_PER_SECOND),
    ];
    return {
      bench: 'commits',
      config: {
        log: 'sqlite',
        actors,
        commits: actors * taskStory.length,
        inFlight,
        repetitions,
        bytesPerCommit: bytes,
      },
      seeds: [],
      versions: { node: process.version, sqlite: process.versions['sqlite'] ?? '' },
      rows,
      holds: rows.every(({ holds }) => holds),
    };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The same on JetStream, beside a raw publish of the same payloads with the same expectations (DESIGN 13: hold ≥ 0.6, aim 0.9). */
async function benchOnNats(options: BenchCommitsOptions, kind: string): Promise<BenchOutcome> {
  const { actors = 2000, inFlight = 64, repetitions = 5 } = options;
  const { server, version, address } = await benchServer(kind);
  try {
    const turns: Turn[] = [];
    let bytes = 0;
    for (let turn = 0; turn < repetitions; turn += 1) {
      const { rate, bodies } = await ourRate(`nats://${address}/t${turn}`, actors, inFlight);
      turns.push({ ours: rate, reference: await rawPublishRate(address, `raw${turn}`, bodies, inFlight) });
      bytes = Math.round(bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length);
    }
    const row = compared(
      `commits/s through actors, nats-server ${version}`,
      turns,
      `ratio ≥ ${NATS_FLOOR} (aim 0.9) of a raw JetStream publish of the same payloads and expectations`,
      (ratio) => ratio >= NATS_FLOOR,
    );
    const rows = [
      row,
      trusted(
        'raw publishes/s',
        Math.max(...turns.map(({ reference }) => reference)),
        NOTED_MESSAGES_PER_SECOND[version.startsWith('2.9.') ? '2.9' : 'current'],
      ),
    ];
    return {
      bench: 'commits',
      config: {
        log: 'nats',
        actors,
        commits: actors * taskStory.length,
        inFlight,
        repetitions,
        bytesPerCommit: bytes,
      },
      seeds: [],
      versions: { node: process.version, 'nats-server': version },
      rows,
      holds: rows.every(({ holds }) => holds),
    };
  } finally {
    await server.remove();
  }
}
