import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunBatch } from '../../events/run.ts';
import { duckdbFiles } from '../../infra/duckdb/duckdbFiles.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { listedLog } from '../../projections/audit/listedLog.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import { Projection } from '../../projections/projection.ts';
import { Projector } from '../../projections/projector.ts';
import type { LogSource } from '../../projections/projector.ts';
import { createSchema } from '../../projections/schema.ts';

const fixture = storedFixture();
/** Its last position. */
const LAST = fixture.commits.length;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-projection-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs `use` on a projection of the log in the test's folder. */
async function withProjection<T>(log: LogSource, use: (projection: Projection) => Promise<T>): Promise<T> {
  const projection = await Projection.open(log, duckdbFiles(folder));
  try {
    return await use(projection);
  } finally {
    await projection.close();
  }
}

describe('as of a point of the log', () => {
  it('gives what was served, the state and the usage then', async () => {
    await withProjection(listedLog(fixture), async (projection) => {
      await projection.catchUp();
      const state = async (asOf: number | string | null) => {
        const sql = "SELECT shown, served, usage_count FROM artifacts WHERE artifact_id = 'double-a'";
        return (await projection.query(sql, { asOf })).rows[0];
      };
      const before = { shown: 'evolving', served: true, usage_count: 10 };
      const after = { shown: 'variant (succeeded by double-c)', served: false, usage_count: 10 };
      expect(await state(52)).toEqual(before);
      expect(await state(54)).toEqual(after);
      expect(await state(null)).toEqual(after);
      expect(await state(28)).toEqual({ shown: 'stored', served: true, usage_count: 4 });
      // Commit n happened n seconds after midnight.
      expect(await state('2026-01-01T00:00:52.999Z')).toEqual(before);
      expect(await state('2026-01-01T01:00:54+01:00')).toEqual(after);
      expect((await projection.query('FROM artifacts', { asOf: '2025-12-31' })).rows).toEqual([]);
    });
  });

  it('is a position or a time, and nothing else', async () => {
    await withProjection(listedLog(fixture), async (projection) => {
      await expect(projection.query('SELECT 1', { asOf: 'yesterday' })).rejects.toThrow('neither a position');
      await expect(projection.query('SELECT 1', { asOf: -1 })).rejects.toThrow('whole number');
    });
  });
});

describe('a projector', () => {
  it('continues at its checkpoint after an append that failed, and repeats nothing', async () => {
    const database = await openDuckdb({ path: join(folder, 'p.duckdb') });
    await createSchema(database);
    const projector = await Projector.open(listedLog(fixture), database);
    await projector.catchUp({ events: 40, runs: 3 });
    const failing: typeof database = Object.assign(Object.create(database), {
      append: (rows: Parameters<typeof database.append>[0]) =>
        database.append(rows, 'UPDATE nothing SET a = 1'),
    });
    const broken = await Projector.open(listedLog(fixture), failing);
    await expect(broken.catchUp()).rejects.toThrow('nothing');
    expect(broken.checkpoint).toEqual({ events: 40, runs: 3 });
    expect(await database.select('SELECT count(*) AS n FROM raw.commit')).toEqual([{ n: 40 }]);

    expect(await projector.lag()).toEqual({ events: LAST - 40, runs: 6 });
    expect(await projector.catchUp()).toEqual({ events: LAST, runs: 9 });
    expect(await database.select('SELECT count(*) AS n, count(DISTINCT seq) AS d FROM raw.commit')).toEqual([
      { n: LAST, d: LAST },
    ]);
    await database.close();
  });

  it('killed between batches has every commit and run once after it continues', async () => {
    const script = `
      import { openDuckdb } from './infra/duckdb/openDuckdb.ts';
      import { Projector } from './projections/projector.ts';
      import { createSchema } from './projections/schema.ts';
      import { storedFixture } from './projections/audit/storedFixture.ts';
      import { listedLog } from './projections/audit/listedLog.ts';
      const database = await openDuckdb({ path: ${JSON.stringify(join(folder, 'projection.duckdb'))} });
      await createSchema(database);
      const projector = await Projector.open(listedLog(storedFixture()), database);
      for (let n = 1; ; n += 1) {
        await projector.catchUp({ events: n, runs: Math.floor(n / 12) });
        if (n === 40) process.stdout.write('forty');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await withProjection(listedLog(fixture), async (projection) => {
      expect(projection.checkpoint.events).toBeGreaterThanOrEqual(40);
      expect(await projection.verify()).toMatchObject({
        status: 'identical',
        checkpoint: { events: LAST, runs: 9 },
      });
    });
  });

  it('keeps up with a log that grows, and projects what came before damage', async () => {
    let seen = 20;
    const damaged = fixture.commits.map((commit) =>
      commit.position === 50
        ? { ...commit, body: commit.body.replace('task.answered', 'task.guessed') }
        : commit,
    );
    const wakers = new Set<() => void>();
    const whole = listedLog({ ...fixture, commits: damaged });
    const growing: LogSource = {
      events: {
        readAll: async (after, limit) =>
          (await whole.events.readAll(after, limit)).filter((c) => c.position <= seen),
        position: async () => seen,
        onAppended: (wake) => {
          wakers.add(wake);
          return () => wakers.delete(wake);
        },
      },
      runs: whole.runs,
    };
    const errors: unknown[] = [];
    const projection = await Projection.open(growing, duckdbFiles(folder), {
      onError: (error) => errors.push(error),
    });
    projection.follow();
    await expect.poll(() => projection.checkpoint.events).toBe(20);
    seen = 45;
    for (const wake of wakers) wake();
    await expect.poll(() => projection.checkpoint.events).toBe(45);
    seen = LAST;
    for (const wake of wakers) wake();
    await expect.poll(() => errors.length).toBeGreaterThan(0);
    expect(String(errors[0])).toContain('commit at position 50');
    expect(projection.checkpoint.events).toBe(49);
    await projection.close();
    expect(wakers.size).toBe(0);
  });
});

describe('a projection', () => {
  it('is built again when deleted, with the same answers', async () => {
    const ask = () =>
      withProjection(listedLog(fixture), async (projection) => {
        await projection.catchUp();
        return (await projection.query('SELECT * FROM evolutions ORDER BY artifact')).rows;
      });
    const first = await ask();
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
    expect(await ask()).toEqual(first);
  });

  it('answers while it is rebuilt, and goes on following', async () => {
    await withProjection(listedLog(fixture), async (projection) => {
      projection.follow();
      await projection.catchUp();
      const rebuilt = projection.rebuild();
      const during = await projection.query('SELECT count(*) AS n FROM commits');
      expect(await rebuilt).toEqual({ events: LAST, runs: 9 });
      const after = await projection.query('SELECT count(*) AS n FROM commits');
      expect([during.rows, after.rows]).toEqual([[{ n: LAST }], [{ n: LAST }]]);
    });
    expect((await readdir(folder)).toSorted()).toEqual(['projection.duckdb']);
  });

  it('of another build or of another log is built anew', async () => {
    await withProjection(listedLog(fixture), (projection) => projection.catchUp());
    const half = { commits: fixture.commits.slice(0, 10), batches: [] };
    await withProjection(listedLog(half), async (projection) => {
      expect(projection.checkpoint).toEqual({ events: 10, runs: 0 });
      expect((await projection.query('SELECT count(*) AS n FROM commits')).rows).toEqual([{ n: 10 }]);
    });
    const raw = await openDuckdb({ path: join(folder, 'projection.duckdb') });
    await raw.execute("UPDATE raw.checkpoint SET schema = 'older'; DROP VIEW roi");
    await raw.close();
    await withProjection(listedLog(half), async (projection) => {
      expect((await projection.query('SELECT * FROM roi')).rows).toEqual([]);
    });
  });

  it('cannot be opened twice, and says who holds it', async () => {
    const database = await openDuckdb({ path: join(folder, 'projection.duckdb') });
    const script = `
      import { openDuckdb } from './infra/duckdb/openDuckdb.ts';
      try { await openDuckdb({ path: ${JSON.stringify(join(folder, 'projection.duckdb'))} }); }
      catch (error) { process.stdout.write(error.message); }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: string[] = [];
    child.stdout.on('data', (chunk) => chunks.push(String(chunk)));
    await once(child, 'close');
    expect(chunks.join('')).toContain(`is held by process ${process.pid}`);
    expect(chunks.join('')).toContain('try again');
    await database.close();
  });
});

it('projects a thousand batches of one run each in a few transactions, and large ones one after the other', async () => {
  const [template] = fixture.batches;
  const parsed = RunBatch.parse(JSON.parse(template!.body));
  const log = (count: number, runsEach: number) =>
    listedLog({
      commits: [],
      batches: Array.from({ length: count }, (_, index) => {
        const id = `w-${index + 1}`;
        const runs = Array.from({ length: runsEach }, (_, run) => ({
          ...parsed.runs[0]!,
          id: `${id}/${run}`,
        }));
        const body = JSON.stringify({ ...parsed, id, n: index + 1, runs });
        return { ...template!, position: index + 1, id, body };
      }),
    });
  const appendsOf = async (source: LogSource): Promise<{ appends: number; runs: unknown }> => {
    const database = await openDuckdb({ path: ':memory:' });
    try {
      await createSchema(database);
      const appends = vi.spyOn(database, 'append');
      await (await Projector.open(source, database)).catchUp();
      const [row] = await database.select('SELECT count(*)::INTEGER AS runs FROM raw.run');
      return { appends: appends.mock.calls.length, runs: row?.['runs'] };
    } finally {
      await database.close();
    }
  };
  const small = await appendsOf(log(1000, 1));
  expect(small.runs).toBe(1000);
  expect(small.appends).toBeLessThanOrEqual(3);
  const large = await appendsOf(log(45, 1000));
  expect(large.runs).toBe(45_000);
  expect(large.appends).toBeGreaterThanOrEqual(3);
});
