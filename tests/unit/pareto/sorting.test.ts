import { describe, expect, it } from 'vitest';
import { crowdingDistances, leastCrowded } from '../../../machines/rules/pareto/crowding.ts';
import { dominates } from '../../../machines/rules/pareto/dominates.ts';
import { fronts } from '../../../machines/rules/pareto/fronts.ts';
import { survivors } from '../../../machines/rules/pareto/survivors.ts';
import { randomFrom } from '../../../machines/rules/random.ts';

const drawn = (count: number, width: number, seed: number): number[][] => {
  const random = randomFrom(seed);
  // Few different values, so that ties and repetitions come about.
  return Array.from({ length: count }, () =>
    Array.from({ length: width }, () => Math.floor(random.uniform() * 8)),
  );
};

/** By the definition: what nobody left dominates, again and again. */
function peeled(points: readonly (readonly number[])[]): number[][] {
  const left = new Set(points.keys());
  const found: number[][] = [];
  while (left.size > 0) {
    const front = [...left].filter(
      (one) => ![...left].some((other) => dominates(points[other]!, points[one]!)),
    );
    found.push(front);
    for (const index of front) left.delete(index);
  }
  return found;
}

describe('dominance', () => {
  it('is being nowhere worse and somewhere better', () => {
    expect([dominates([1, 2], [1, 3]), dominates([1, 2], [1, 2]), dominates([1, 3], [2, 2])]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('goes to all that have values over what has none, whatever its other values are', () => {
    expect(dominates([9, 9], [Number.NaN, 0])).toBe(true);
    expect(dominates([Number.NaN, 0], [9, 9])).toBe(false);
    expect(dominates([Number.NaN, 0], [Number.NaN, 1])).toBe(false);
  });

  it('is refused between different numbers of objectives', () => {
    expect(() => dominates([1], [1, 2])).toThrow('1 objectives beside 2');
    expect(() => fronts([[1, 2], [1]])).toThrow('candidate 1 has 1 objectives, the first 2');
  });
});

describe('the fronts', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 5],
  ])('are those of the definition, ties and repetitions too (seed %d, %d objectives)', (seed, width) => {
    const points = drawn(80, width, seed);
    expect(fronts(points)).toEqual(peeled(points));
  });

  it('do not change with the unit of an objective', () => {
    const points = drawn(60, 3, 7);
    expect(fronts(points.map(([a, b, c]) => [a! * 1e9, b! / 1e6, c! - 40]))).toEqual(fronts(points));
  });

  it('end with what has a value missing', () => {
    expect(
      fronts([
        [Number.NaN, 0],
        [2, 2],
        [1, 1],
        [0, Number.NaN],
      ]),
    ).toEqual([[2], [1], [0, 3]]);
    expect(fronts([])).toEqual([]);
  });
});

describe('crowding', () => {
  it('is the distance between the neighbours as a share of the front, endless at the ends', () => {
    const front = [
      [0, 100],
      [1, 60],
      [4, 0],
    ];
    expect([...crowdingDistances(front)]).toEqual([Infinity, 2, Infinity]);
    expect([
      ...crowdingDistances([
        [0, 10],
        [1, 4],
        [2, 3],
        [10, 0],
      ]),
    ]).toEqual([Infinity, 0.2 + 0.7, 0.9 + 0.4, Infinity]);
  });

  it('leaves nothing to a repetition', () => {
    expect([
      ...crowdingDistances([
        [0, 1],
        [1, 0],
        [1, 0],
      ]),
    ]).toEqual([Infinity, Infinity, 0]);
  });

  it('keeps a front even that is cut, where cutting by the first distances would empty a stretch', () => {
    // Two near pairs: all four are crowded at first, but one of each pair has to stay.
    const xs = [0, 4.9, 5.1, 9.9, 10.1, 15];
    const kept = leastCrowded(
      xs.map((x) => [x, 15 - x]),
      4,
    ).map(({ index }) => xs[index]!);
    expect(kept.filter((x) => x > 4 && x < 6)).toHaveLength(1);
    expect(kept.filter((x) => x > 9 && x < 11)).toHaveLength(1);
    expect([kept[0], kept[3]]).toEqual([0, 15]);
  });
});

describe('who goes on', () => {
  const of = (...objectives: number[][]) => objectives.map((one, at) => ({ genome: [at], objectives: one }));

  it('is whole fronts first, then the least crowded of the next', () => {
    const { population } = survivors(of([0, 0], [1, 9], [5, 5], [5.1, 4.9], [9, 1], [9, 9]), 4);
    expect(population.map(({ genome, rank }) => [genome[0], rank])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
      [4, 1],
    ]);
  });

  it('is nobody without values before anybody who has them, and they are reported', () => {
    const all = of([Number.NaN, -9], [1, 1], [2, 2]);
    const { population, unjudged } = survivors(all, 2);
    expect(population.map(({ genome }) => genome[0])).toEqual([1, 2]);
    expect(unjudged).toEqual([all[0]]);
    expect(survivors(all, 3).population[2]).toMatchObject({ genome: [0], rank: 2, crowding: 0 });
  });
});
