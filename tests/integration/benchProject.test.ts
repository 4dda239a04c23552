import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchProject } from '../../infra/bench/project.ts';
import { RawIngest } from '../../infra/bench/rawIngest.ts';
import { RepeatedLog } from '../../infra/bench/repeatedLog.ts';
import { rowBatches } from '../../infra/bench/rowBatches.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { openLog } from '../../infra/log/open.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import { verify } from '../../projections/verify.ts';

/** Of the log that is copied. */
const commits = storedFixture().commits.length;

describe('the bench of the projector', () => {
  it('feeds its reference exactly the rows that the projector makes, over several batches', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dse-bench-'));
    const path = join(folder, 'reference.duckdb');
    const log = await openLog('memory:');
    await new RepeatedLog().append(log, 25);
    const raw = await RawIngest.open(path, 1);
    let batches = 0;
    for await (const { rows, to } of rowBatches(log, 'events')) {
      await raw.ingest(await raw.prepare(rows), to);
      batches += 1;
    }
    raw.close();
    expect(batches).toBeGreaterThan(1);
    const [live, beside] = [await openDuckdb({ path }), await openDuckdb({ path: ':memory:' })];
    const verdict = await verify(log, live, beside);
    expect(verdict).toMatchObject({ status: 'identical', checkpoint: { events: 25 * commits, runs: 0 } });
    await Promise.all([live.close(), beside.close(), log.close()]);
    await rm(folder, { recursive: true });
  });

  it('prints rates of ours and of the reference, their ratio and its spread', async () => {
    const outcome = await benchProject({
      copies: 1,
      batches: 1,
      runsPerBatch: 20,
      repetitions: 1,
      plainRows: 2048,
      log: 'memory',
    });
    expect(outcome).toMatchObject({ bench: 'project', config: { commits, runs: 20 } });
    expect(outcome.rows.map(({ name }) => name.replace('reference suspect: ', ''))).toEqual([
      'commits/s',
      'runs/s',
      'plain appender rows/s',
    ]);
    for (const { ours, reference, ratio } of outcome.rows) {
      expect([ours > 0, reference! > 0, ratio! > 0]).toEqual([true, true, true]);
    }
    expect(outcome.holds).toBe(outcome.rows.every(({ holds }) => holds));
  });
});
