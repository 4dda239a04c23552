import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchRouting } from '../../infra/bench/routing.ts';
import { complete, imputed, replayed } from '../../infra/bench/routing/grounds.ts';
import { readOutcomes } from '../../infra/bench/routing/outcomes.ts';
import { replicate } from '../../infra/bench/routing/replicate.ts';
import { ROUTE_WEIGHTS, routeReward } from '../../machines/rules/routeReward.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-routing-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Call = readonly [query: string, model: string, quality: number, usd: number];

/** Models `dear` and `cheap` (as listed), and `half`; `calls` are what came of asking them. */
async function written(calls: readonly Call[]): Promise<string> {
  const feedback = calls.map(([query_id, model_id, quality_score, cost]) => ({
    query_id,
    model_id,
    quality_score,
    cost,
    latency: 1,
  }));
  const arm = (model_id: string, price: number, expected_quality: number) => ({
    model_id,
    input_price_per_m: price,
    output_price_per_m: price,
    expected_quality,
  });
  const model_pool = { arms: [arm('dear', 9, 0.9), arm('cheap', 1, 0.5), arm('half', 5, 0.5)] };
  const file = { algorithms: [{ algorithm_name: 'a', feedback }], metadata: { model_pool } };
  await writeFile(join(folder, 'benchmark.json'), JSON.stringify(file));
  return folder;
}

const many = (of: (query: number) => readonly Call[]): readonly Call[] =>
  Array.from({ length: 20 }, (_, query) => of(query)).flat();
/** `half` was asked every second query. */
const asked = (quality: Readonly<Record<'dear' | 'cheap' | 'half', number>>, usd = 0.01) =>
  many((query) => [
    [`q${query}`, 'dear', quality.dear, usd],
    [`q${query}`, 'cheap', quality.cheap, usd / 10],
    ...(query % 2 === 0 ? [[`q${query}`, 'half', quality.half, usd / 2] as const] : []),
  ]);

describe('the reward of a route', () => {
  it('is that of SPEC C66', () => {
    expect(routeReward({ quality: 1, ms: 1000, usd: 0.01, repairs: 0 })).toBeCloseTo(
      0.4 + 0.15 + 0.16 + 0.1,
      12,
    );
    expect(routeReward({ quality: 1, ms: 9000, usd: 1, repairs: 2 })).toBeCloseTo(0.4, 12);
    expect(routeReward({ quality: 0, ms: 1, usd: 0, repairs: 0 })).toBe(0);
    const two = { ...ROUTE_WEIGHTS, speed: 0, unrepaired: 0 };
    expect(routeReward({ quality: 1, ms: 9000, usd: 0.025, repairs: 9 }, two)).toBeCloseTo(5 / 6, 12);
  });

  it('is nothing for what was not measured: a missing part is an error, never a pass', () => {
    expect(() => routeReward({ quality: 1, ms: Number.NaN, usd: 0, repairs: 0 })).toThrow(RangeError);
    expect(() => routeReward({ quality: 1.2, ms: 1, usd: 0, repairs: 0 })).toThrow(RangeError);
  });
});

describe('pairs that nobody asked', () => {
  it('do not count when replayed, come to the mean of their model when imputed, and are not there among the complete', async () => {
    const outcomes = await readOutcomes(
      await written([...asked({ dear: 1, cheap: 1, half: 1 }), ['q0', 'half', 0, 0.02]]),
      ROUTE_WEIGHTS,
    );
    const half = 2;
    expect(replayed(outcomes).known).toBeCloseTo(5 / 6, 12);
    expect(replayed(outcomes).outcome(1, half, 0)).toBeNull();
    // Two outcomes of one pair: which it is follows from the share; expected is their mean.
    expect(replayed(outcomes).outcome(0, half, 0)?.quality).toBe(1);
    expect(replayed(outcomes).outcome(0, half, 0.9)?.quality).toBe(0);
    const right = replayed(outcomes).outcome(0, half, 0)!.reward;
    expect(replayed(outcomes).expected(0, half)).toBeCloseTo(right / 2, 12);
    expect(imputed(outcomes).outcome(1, half, 0)?.quality).toBeCloseTo(10 / 11, 12);
    expect(complete(outcomes).models.map(({ name }) => name)).toEqual(['dear', 'cheap']);
  });

  it('make a query count only for those who choose what was asked; regret is never below 0, and nothing for the oracle', async () => {
    const outcomes = await readOutcomes(await written(asked({ dear: 1, cheap: 1, half: 0 })), ROUTE_WEIGHTS);
    const tallies = replicate(replayed(outcomes), 5, 3);
    expect(tallies['always best (listed)']!.counted).toBe(100);
    expect(tallies['uniform']!.counted).toBeLessThan(100);
    expect(Object.values(tallies).every(({ regret }) => regret >= 0)).toBe(true);
    expect(tallies['oracle, per query']!.regret).toBe(0);
    expect(tallies['always cheapest (listed)']!.usd).toBeCloseTo(0.001, 12);
    expect(replicate(replayed(outcomes), 5, 3)).toEqual(tallies);
  });
});

describe('the bench of routing', () => {
  it('holds where one model is right and the others are not', async () => {
    const data = await written(asked({ dear: 0, cheap: 1, half: 0 }));
    const outcome = await benchRouting({ data, replicates: 40 });
    expect(outcome.rows.map(({ holds }) => holds)).toEqual([true, true, true]);
    expect(outcome.holds).toBe(true);
  });

  it('says no where it does not matter which is asked', async () => {
    const data = await written(asked({ dear: 1, cheap: 1, half: 1 }, 0));
    const outcome = await benchRouting({ data, replicates: 40 });
    expect(outcome.rows.length).toBe(3);
    expect(outcome.holds).toBe(false);
  });

  it('names the file that is not there, and the field that is of another shape', async () => {
    await expect(readOutcomes(join(folder, 'none'), ROUTE_WEIGHTS)).rejects.toThrow('No benchmark.json');
    const data = await written([['q0', 'dear', 7, 0]]);
    await expect(readOutcomes(data, ROUTE_WEIGHTS)).rejects.toThrow('quality_score');
    const strange = await written([['q0', 'who', 1, 0]]);
    await expect(readOutcomes(strange, ROUTE_WEIGHTS)).rejects.toThrow('who was asked');
  });
});
