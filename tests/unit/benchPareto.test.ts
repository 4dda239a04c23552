import { describe, expect, it } from 'vitest';
import { benchPareto } from '../../infra/bench/pareto.ts';
import { mannWhitney } from '../../infra/bench/pareto/mannWhitney.ts';
import { problems } from '../../infra/bench/pareto/problems.ts';
import { nsga2, randomSearch } from '../../infra/bench/pareto/search.ts';

const named = (name: string) => problems.filter((one) => one.name === name);

describe('the bench of fronts', () => {
  it('says yes where the search is better than random by ranks, and no reference is below', async () => {
    const { rows, holds, config } = await benchPareto({
      problems: named('ZDT6').map((one) => ({ ...one, pymoo: { 10_000: 0.3 } })),
      seeds: 6,
      evaluations: 10_000,
    });
    expect([config['simulated'], holds]).toEqual([true, true]);
    expect(rows.map(({ ours }) => ours > 0.3)).toEqual([true, true, true]);
  });

  it("says no where a median is below pymoo's", async () => {
    const { rows, holds } = await benchPareto({
      problems: named('ZDT1').map((one) => ({ ...one, pymoo: { 1000: 0.8 } })),
      seeds: 2,
      evaluations: 1000,
    });
    expect([holds, rows[0]]).toMatchObject([false, { reference: 0.8, holds: false }]);
  });

  it('says no to random search in the place of the search, by ranks', async () => {
    const { rows, holds } = await benchPareto({
      problems: named('DTLZ2').map((one) => ({ ...one, pymoo: {} })),
      search: (problem, seed, marks) => randomSearch(problem, seed + 100, marks),
      seeds: 8,
      evaluations: 500,
    });
    expect(holds).toBe(false);
    expect(rows.find(({ name }) => name.endsWith('beside random search'))).toMatchObject({ holds: false });
  });

  it('says no to a volume larger than that of the whole front', async () => {
    const { rows, holds } = await benchPareto({
      problems: named('ZDT1').map((one) => ({ ...one, pymoo: {} })),
      search: (problem, seed, marks) => nsga2(problem, seed, marks).map((volume) => volume + 1),
      seeds: 6,
      evaluations: 200,
    });
    expect([holds, rows.at(-1)?.holds]).toEqual([false, false]);
  });

  it('is the same each time', async () => {
    const once = await benchPareto({ problems: named('ZDT5'), seeds: 2, evaluations: 400 });
    expect(await benchPareto({ problems: named('ZDT5'), seeds: 2, evaluations: 400 })).toEqual(once);
  });

  it.each(problems.map((one) => [one.name, one] as const))(
    'has %s with its front where it is known',
    (_, one) => {
      // The best genome of each: what is far off is 0 (ZDT), in the middle (DTLZ2), or all ones (ZDT5).
      const size = one.variation.sample({ uniform: () => 0.5, normal: () => 0 }).length;
      const rest = { DTLZ2: 0.5, ZDT5: 1 }[one.name] ?? 0;
      const best = Array.from({ length: size }, (_, at) => (at === 0 && one.name !== 'ZDT5' ? 0.5 : rest));
      const values = one.evaluate(best);
      if (one.name === 'DTLZ2') {
        const radius = one
          .evaluate([0.3, 0.8, ...best.slice(2)])
          .reduce((sum, value) => sum + value * value, 0);
        expect(radius).toBeCloseTo(1, 12);
      } else if (one.name === 'ZDT5') expect(values).toEqual([1, 0]);
      else {
        const f = values[0]!;
        const front = { ZDT1: 1 - Math.sqrt(f), ZDT2: 1 - f * f, ZDT4: 1 - Math.sqrt(f), ZDT6: 1 - f * f }[
          one.name
        ];
        expect(values[1]).toBeCloseTo(front ?? 1 - Math.sqrt(f) - f * Math.sin(10 * Math.PI * f), 12);
      }
    },
  );
});

describe('two samples by ranks', () => {
  it('are told apart as SciPy 1.17.1 does: mannwhitneyu(..., method="asymptotic")', () => {
    expect(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toMatchObject({ a12: 0 });
    expect(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).p).toBeCloseTo(0.01218578, 6);
    expect(mannWhitney([3, 3, 4, 9, 9], [1, 3, 3, 4]).a12).toBeCloseTo(0.775, 12);
    expect(mannWhitney([3, 3, 4, 9, 9], [1, 3, 3, 4]).p).toBeCloseTo(0.196705602, 6);
  });

  it('that are all of one value do not differ', () => {
    expect(mannWhitney([2, 2], [2, 2, 2])).toEqual({ a12: 0.5, p: 1 });
  });
});
