import { expect, it } from 'vitest';
import { benchServer } from '../../infra/bench/benchServer.ts';
import { benchCommits } from '../../infra/bench/commits.ts';
import type { BenchOutcome, BenchRow } from '../../infra/bench/outcome.ts';
import { benchProject } from '../../infra/bench/project.ts';
import { benchReplay } from '../../infra/bench/replay.ts';
import { benchServe } from '../../infra/bench/serve.ts';
import { benchWorkers } from '../../infra/bench/workers.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import { onServer } from '../nats/servers.ts';

/** The log that the benches repeat. */
const { commits: told } = storedFixture();
const facts = told.reduce(
  (sum, { body }) => sum + (JSON.parse(body) as { events: unknown[] }).events.length,
  0,
);

/** Every row has both rates, and a ratio that is theirs; of one repetition the spread is the ratio. */
function belongTogether({ rows, holds }: BenchOutcome): void {
  for (const { ours, reference, ratio, spread } of rows.filter((row) => row.spread !== null)) {
    expect(ours).toBeGreaterThan(0);
    expect(Math.abs(ratio! * reference! - ours)).toBeLessThanOrEqual(0.5 * ratio! + 0.5);
    expect(spread).toEqual([ratio, ratio]);
  }
  expect(holds).toBe(rows.every((row) => row.holds));
}

/** Of so small a measurement the reference may well be suspect. */
const plainName = ({ name }: BenchRow): string => name.replace('reference suspect: ', '');

/** What both references take one after the other is the sum of what each takes; a ratio is the share of our time. */
function inTurn([appender, consumer, both]: readonly BenchRow[]): void {
  expect(both!.ratio!).toBeCloseTo(appender!.ratio! + consumer!.ratio!, 9);
}

it('a bench names the command that gets a server which is not here', async () => {
  await expect(benchServer('1.0')).rejects.toThrow('no nats-server 1.0 here: `npm run nats:fetch`');
});

onServer('current', (_name, _server, { version }) => {
  it('the bench of commits says the rate of ours and of a raw publish', async () => {
    const outcome = await benchCommits({ nats: version, actors: 8, inFlight: 4, repetitions: 1 });
    expect(outcome).toMatchObject({ bench: 'commits', config: { log: 'nats', commits: 48 } });
    expect(outcome.versions['nats-server']).toBe(version);
    expect(outcome.rows.map(plainName)).toEqual([
      `commits/s through actors, nats-server ${version}`,
      'raw publishes/s',
    ]);
    belongTogether(outcome);
  });

  it('the bench of the projector stands beside an appender, a bare consumer and both in turn', async () => {
    const small = { copies: 2, batches: 2, runsPerBatch: 20, repetitions: 1, plainRows: 2048 };
    const outcome = await benchProject({ nats: version, ...small });
    expect(outcome).toMatchObject({ config: { log: 'nats', commits: 2 * told.length, runs: 40 } });
    expect(outcome.rows.map(plainName).at(-1)).toBe('plain appender rows/s');
    const rows = outcome.rows.slice(0, -1);
    expect(rows.map(({ name }) => name)).toEqual([
      'commits/s',
      'commits/s, beside a bare consumer',
      'commits/s, beside both in turn',
      'runs/s',
      'runs/s, beside a bare consumer',
      'runs/s, beside both in turn',
    ]);
    belongTogether(outcome);
    inTurn(rows.slice(0, 3));
    inTurn(rows.slice(3));
  });

  it('the bench of a replay replays at least as many facts as it was asked for, all of them', async () => {
    const copies = Math.ceil(100 / facts);
    const outcome = await benchReplay({ nats: version, facts: 100, repetitions: 1, plainRows: 2048 });
    expect(outcome).toMatchObject({
      bench: 'replay',
      config: { facts: copies * facts, commits: copies * told.length },
    });
    expect(outcome.rows.map(plainName)).toEqual([
      'facts/s, JetStream to DuckDB',
      'facts/s, beside a bare consumer',
      'facts/s, beside both in turn',
      'plain appender rows/s',
      'bare consumer messages/s',
    ]);
    belongTogether(outcome);
    inTurn(outcome.rows);
  });

  it('the bench of serving stands beside a raw publish of what it recorded, both ways of recording', async () => {
    const outcome = await benchServe({ nats: version, calls: 64, inFlight: 8, repetitions: 1 });
    expect(outcome.rows.map(({ name }) => name)).toEqual([
      'p50 µs of one call at a time',
      'calls/s',
      'calls/s, answered first, until all are in the log',
      'calls/s, answered after the ack',
    ]);
    belongTogether(outcome);
  });

  it('the bench of workers gives each number of workers its efficiency beside that of bare processes', async () => {
    const outcome = await benchWorkers({
      nats: version,
      workers: [1, 2],
      tasks: 16,
      repetitions: 1,
      bareSeconds: 2,
    });
    belongTogether(outcome);
    const [one, two] = outcome.detail;
    expect([one?.workers, one?.efficiency, one?.bareEfficiency]).toEqual([1, 1, 1]);
    expect(two?.efficiency).toBeCloseTo(two!.proofsPerSecond / (2 * one!.proofsPerSecond), 9);
    expect(two?.bareEfficiency).toBeCloseTo(two!.bareProofsPerSecond / (2 * one!.bareProofsPerSecond), 9);
    for (const { proofsPerSecond, counted } of outcome.detail) {
      expect(counted.proofs).toBeLessThanOrEqual(32);
      expect(proofsPerSecond).toBeCloseTo(counted.proofs / counted.seconds, 9);
    }
  }, 180_000);
});
