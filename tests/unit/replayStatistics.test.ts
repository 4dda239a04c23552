import { describe, expect, test } from 'vitest';
import { replayStatistics } from '../../infra/demo/replayStatistics.ts';
import type { PricedRun } from '../../infra/demo/replayStatistics.ts';

const cold = (usd: number, quality: number): PricedRun => ({ cache: 'miss', cost_micro: usd * 1e6, quality });
const hit: PricedRun = { cache: 'hit', cost_micro: 0, quality: 0.7 };
const times = (n: number, run: PricedRun): PricedRun[] => Array.from({ length: n }, () => run);

describe('the statistics of a replay', () => {
  test("SPEC C43: S1's script replayed is 18 executions, 8 hits, 44.4 %, $0.38, 57.8 % saved, cold quality .758", () => {
    const script = [
      ...times(6, cold(0.05, 0.7)),
      ...times(4, hit),
      ...times(2, cold(0.03, 0.82)),
      ...times(4, hit),
      cold(0, 0.82),
      cold(0.02, 0.92),
    ];
    const said = replayStatistics(script, 50_000);
    expect(said).toMatchObject({ executions: 18, hits: 8, cost_micro: 380_000 });
    expect(said.hit_rate).toBeCloseTo(0.444, 3);
    expect(said.saving).toBeCloseTo(0.578, 3);
    expect(said.cold_quality).toBeCloseTo(0.758, 9);
  });

  test('phase 1 alone: 10 executions, 40 % hits, $0.30, 40 % saved', () => {
    const said = replayStatistics([...times(6, cold(0.05, 0.7)), ...times(4, hit)], 50_000);
    expect(said).toMatchObject({ executions: 10, hits: 4, hit_rate: 0.4, cost_micro: 300_000 });
    expect(said.saving).toBeCloseTo(0.4, 9);
  });

  test('of nothing nothing is said', () => {
    expect(replayStatistics([], 50_000)).toEqual({
      executions: 0,
      hits: 0,
      hit_rate: null,
      cost_micro: 0,
      saving: null,
      cold_quality: null,
    });
    expect(replayStatistics([{ ...hit, cache: 'none', quality: null }], 0).saving).toBeNull();
  });
});
