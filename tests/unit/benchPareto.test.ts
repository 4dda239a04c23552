import { describe, expect, it } from 'vitest';
import { benchPareto } from '../../infra/bench/pareto.ts';
import { mannWhitney } from '../../infra/bench/pareto/mannWhitney.ts';
import { problems } from '../../infra/bench/pareto/problems.ts';
import { nsga2, randomSearch } from '../../infra/bench/pareto/search.ts';
import { randomFrom } from '../../machines/rules/random.ts';

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

  it('reports ZDT5 as it is: a loss is said, and is no no', async () => {
    const { rows, holds } = await benchPareto({
      problems: named('ZDT5').map((one) => ({ ...one, pymoo: { 1000: 383.9 } })),
      seeds: 6,
      evaluations: 1000,
    });
    expect([holds, rows[0]?.rule]).toEqual([true, expect.stringContaining('reported as it is: a loss')]);
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

  it.each([
    ['ZDT1', 30, [0.3, 2.9670974863699264]],
    ['ZDT2', 30, [0.3, 4.050313877777453]],
    ['ZDT3', 30, [0.3, 2.9670974863699264]],
    ['ZDT4', 10, [0.3, 117.82283772704442]],
    ['ZDT5', 80, [0.3333333333333333, 0.3142424242424242]],
    ['ZDT6', 10, [0.9875789378882274, 7.7712716481880655]],
    ['DTLZ2', 12, [0.9869248409536889, 0.5425665226789003, 0.5738439916707871]],
  ])('has %s of %d values as pymoo 0.6.2 has it', (name, size, expected) => {
    const value = (at: number): number =>
      name === 'ZDT5' ? Number((at * 7) % 3 === 0) : 0.3 + 0.02 * (at % 5);
    const [problem] = named(name);
    expect(problem!.variation.sample(randomFrom(1))).toHaveLength(size);
    const values = problem!.evaluate(Array.from({ length: size }, (_, at) => value(at)));
    expect(values).toHaveLength(expected.length);
    expect(Math.max(...values.map((one, at) => Math.abs(one - expected[at]!)))).toBeLessThan(1e-12);
  });
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
