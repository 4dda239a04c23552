import { describe, expect, it } from 'vitest';
import { bestArmRows } from '../../infra/bench/bandit/bestArmRows.ts';
import { contenders } from '../../infra/bench/bandit/contenders.ts';
import { laiRobbins, instances } from '../../infra/bench/bandit/instances.ts';
import { klUpperBound } from '../../infra/bench/bandit/klUpperBound.ts';
import { movingRows } from '../../infra/bench/bandit/movingRows.ts';
import { stationaryRows } from '../../infra/bench/bandit/stationary.ts';
import { bernoulliKl } from '../../machines/rules/bandit/bernoulliKl.ts';

const quiet = () => {};
const small = { seeds: 4, requests: 1000, seed: 1 };
/** Learns nothing, so it chooses blindly. */
const blind = () => (arms: number) => {
  let t = 0;
  return { choose: () => (t += 1) % arms, learn: quiet };
};

describe('the bench of choosing', () => {
  it('has the constants of Lai and Robbins of its instances', () => {
    expect(instances.map(({ means }) => Math.round(laiRobbins(means) * 100) / 100)).toEqual([
      7.14, 44.7, 224.94, 17.45,
    ]);
  });

  it("has KL-UCB's bound where all of the budget is spent", () => {
    expect(bernoulliKl(0.3, klUpperBound(0.3, 0.05))).toBeCloseTo(0.05, 4);
    expect([klUpperBound(0, 0.5), klUpperBound(1, 0.5)]).toEqual([expect.closeTo(1 - Math.exp(-0.5), 5), 1]);
  });

  it('says no to choosing that loses more than UCB1', () => {
    const rows = stationaryRows({ ...contenders, plain: blind }, small, quiet);
    const beside = rows.filter(({ name }) => name.includes('beside UCB1'));
    expect(beside.map(({ holds }) => holds)).toEqual([false, false, false, false]);
  });

  it('says no to forgetting that costs more than a tenth where nothing moves', () => {
    const rows = stationaryRows({ ...contenders, reset: contenders.discounted }, small, quiet);
    expect(rows.some(({ name, holds }) => name.includes('drift reset') && !holds)).toBe(true);
    const kept = stationaryRows(contenders, small, quiet);
    expect(kept.filter(({ name }) => name.includes('drift reset')).every(({ holds }) => holds)).toBe(true);
  });

  it('says no to resets that close nothing of the gap, and yes to those that are driven by drift', () => {
    const closed = (reset: typeof contenders.reset) =>
      movingRows({ ...contenders, reset }, { seeds: 8, seed: 1 }, quiet).find(({ name }) =>
        name.includes('drift reset: share'),
      );
    expect(closed(contenders.plain)).toMatchObject({ ours: 0, holds: false });
    expect(closed(contenders.reset)).toMatchObject({ holds: true });
  });

  it('says no to a rule that promises an error and names the best arm at once', () => {
    const rash = { name: 'rash', delta: 0.1, proven: true, threshold: () => 0 };
    const rows = bestArmRows({ experiments: 10, seed: 1, rules: [rash] }, quiet);
    const wrong = rows.filter(({ name }) => name.includes('wrong names'));
    expect(wrong.map(({ holds }) => holds)).toEqual([false, false]);
  });
});
