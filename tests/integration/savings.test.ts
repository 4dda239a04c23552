import { describe, expect, it } from 'vitest';
import { RunBatch } from '../../events/run.ts';
import type { StoredRunBatch } from '../../events/substrate/runs.ts';
import { openDuckdb } from '../../infra/duckdb/openDuckdb.ts';
import { breakEven, saving, weightedHitRate } from '../../machines/rules/economics.ts';
import { listedLog } from '../../projections/audit/listedLog.ts';
import { storedFixture } from '../../projections/audit/storedFixture.ts';
import type { StoredFixture } from '../../projections/audit/storedFixture.ts';
import { replayInto } from '../../projections/rebuild.ts';
import { run } from '../runs.ts';

type Paid = { readonly cost: number; readonly cache: 'hit' | 'miss' | 'none' };
const MISS = 50_000;

/** Runs of one capability as the log of runs would hold them, in batches of 500. */
function batches(capability: string, paid: readonly Paid[], first: number): StoredRunBatch[] {
  const stored: StoredRunBatch[] = [];
  for (let from = 0; from < paid.length; from += 500) {
    const position = first + stored.length;
    const batch = RunBatch.parse({
      v: 1,
      id: `${capability}-${position}`,
      capability,
      writer: capability,
      n: stored.length + 1,
      after: 0,
      runs: paid.slice(from, from + 500).map(({ cost, cache }, index) => ({
        ...run({ cost_micro: cost, cache }),
        id: `${capability}-${from + index}`,
      })),
    });
    stored.push({ position, id: batch.id, capability, after: 0, body: JSON.stringify(batch) });
  }
  return stored;
}

async function asked(
  of: Readonly<Record<string, readonly Paid[]>>,
  view: 'savings' | 'cache',
  commits: StoredFixture['commits'] = [],
) {
  const log: StoredRunBatch[] = [];
  for (const [capability, paid] of Object.entries(of)) log.push(...batches(capability, paid, log.length + 1));
  const database = await openDuckdb({ path: ':memory:' });
  try {
    await replayInto(listedLog({ commits, batches: log }), database);
    return await database.select(`SELECT * FROM ${view} ORDER BY capability`);
  } finally {
    await database.close();
  }
}

const hits = (count: number): Paid[] => Array.from({ length: count }, () => ({ cost: 0, cache: 'hit' }));
const misses = (count: number, cost = MISS): Paid[] =>
  Array.from({ length: count }, () => ({ cost, cache: 'miss' }));

describe('savings and cache, over real runs', () => {
  it('save the share that the volume-weighted hit rate is: 92.25 % of table 6.2 run twice (C23)', async () => {
    const bands = [
      [20, 0],
      [20, 8],
      [60, 42],
      [100, 85],
      [1800, 1710],
    ] as const;
    const table = bands.flatMap(([requests, free]) => [...misses(requests - free), ...hits(free)]);
    const [saved] = await asked({ reviews: table }, 'savings');
    const [cache] = await asked({ reviews: table }, 'cache');
    const weighted = weightedHitRate(
      bands.map(([requests, free]) => ({ requests, hitRate: free / requests })),
    );
    expect(saved?.['saving']).toBeCloseTo(0.9225, 12);
    expect(saved?.['saving']).toBeCloseTo(weighted!, 12);
    expect(cache).toMatchObject({ runs: 2000, hits: 1845, misses: 155, none: 0, miss_micro: 155 * MISS });
    expect(cache?.['hit_rate']).toBeCloseTo(0.9225, 12);
    expect(saved).toMatchObject({ run_micro: 7_750_000, saved_micro: 92_250_000 });
    expect(cache?.['saved_micro']).toBe(saved?.['saved_micro']);
  });

  it('tell fresh inputs from repeated ones, and one answer used a hundred times (C25, A23)', async () => {
    const rows = await asked(
      { fresh: misses(10), repeated: [...misses(6), ...hits(4)], reused: [...misses(1), ...hits(99)] },
      'savings',
    );
    expect(rows.map((row) => row['run_micro'])).toEqual([500_000, 300_000, 50_000]);
    expect(rows.map((row) => Number(Number(row['saving']).toFixed(9)))).toEqual([0, 0.4, 0.99]);
    expect(rows[2]?.['saved_micro']).toBe(4_950_000);
  });

  it('keep runs that asked no cache apart from those that asked in vain', async () => {
    const free: Paid = { cost: MISS, cache: 'none' };
    const mixed = [...misses(1), ...hits(1), free, free];
    const [cache] = await asked({ mixed }, 'cache');
    expect(cache).toMatchObject({ runs: 4, hits: 1, misses: 1, none: 2, hit_rate: 0.5, reused: 0.25 });
    const [saved] = await asked({ mixed }, 'savings');
    expect(saved?.['saving']).toBeCloseTo(0.25, 12);
  });

  it('count what a hit costs, and know no saving where nothing was paid or no miss has a price', async () => {
    const [dear] = await asked({ dear: [...misses(1), { cost: MISS / 2, cache: 'hit' }] }, 'savings');
    expect(dear?.['saving']).toBeCloseTo(0.25, 12);
    const [free] = await asked({ free: misses(3, 0) }, 'savings');
    expect(free).toMatchObject({ saving: null, once_saving: null, break_even_requests: null });
    const [warm] = await asked({ warm: hits(3) }, 'cache');
    expect(warm).toMatchObject({ hit_rate: 1, per_miss_micro: null, saved_micro: null });
  });

  it('give generate-once the figures that the rules give (C24)', async () => {
    const fixture = storedFixture();
    const runs = 40;
    const [double] = await asked({ double: misses(runs, 25) }, 'savings', fixture.commits);
    // The fixture's log: $0.00003 for first executions of `double`, $0.0001 for optimising it.
    expect(double).toMatchObject({ first_execution_micro: 30, optimisation_micro: 100, anew_micro: 55 });
    expect(double?.['once_saving']).toBeCloseTo(saving(runs, 55, 130 + runs * 25)!, 12);
    expect(double?.['break_even_requests']).toBe(breakEven(130, 55, 30 / 55));
  });
});
