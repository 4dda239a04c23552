import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../../machines/rules/pareto/hypervolume.ts';
import { randomFrom } from '../../../machines/rules/random.ts';

/** By cells of the grid that all coordinates span. */
function counted(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const cuts = reference.map((end, at) =>
    [...new Set([...points.map((point) => point[at]!).filter((value) => value < end), end])].toSorted(
      (a, b) => a - b,
    ),
  );
  let cells: { at: number[]; size: number }[] = [{ at: [], size: 1 }];
  for (const line of cuts) {
    cells = cells.flatMap(({ at, size }) =>
      line.slice(1).map((end, place) => ({ at: [...at, line[place]!], size: size * (end - line[place]!) })),
    );
  }
  return cells
    .filter(({ at }) => points.some((point) => point.every((value, axis) => value <= at[axis]!)))
    .reduce((sum, { size }) => sum + size, 0);
}

describe('the hypervolume', () => {
  it.each([
    ['ZDT1', (f: number) => 1 - Math.sqrt(f), 0.1 + 2 / 3 + 0.11],
    ['ZDT2', (f: number) => 1 - f * f, 0.1 + 1 / 3 + 0.11],
  ])('of a dense sample of the front of %s comes to its closed form', (_, front, limit) => {
    const points = Array.from({ length: 20_001 }, (_, at) => [at / 20_000, front(at / 20_000)]);
    expect(hypervolume(points, [1.1, 1.1])).toBeLessThan(limit);
    expect(hypervolume(points, [1.1, 1.1])).toBeCloseTo(limit, 4);
  });

  it('of a sample of the eighth of a sphere comes to its closed form', () => {
    const steps = Array.from({ length: 201 }, (_, at) => (at / 200) * (Math.PI / 2));
    const points = steps.flatMap((a) =>
      steps.map((b) => [Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)]),
    );
    const limit = 1.1 ** 3 - Math.PI / 6;
    expect(hypervolume(points, [1.1, 1.1, 1.1])).toBeLessThan(limit);
    expect(hypervolume(points, [1.1, 1.1, 1.1])).toBeGreaterThan(limit - 0.02);
  });

  it.each([
    [2, 1],
    [2, 2],
    [3, 3],
    [3, 4],
    [3, 5],
  ])(
    'of %d objectives is that of a count of cells, ties and dominated points too (seed %d)',
    (width, seed) => {
      const random = randomFrom(seed);
      const points = Array.from({ length: 25 }, () =>
        Array.from({ length: width }, () => Math.floor(random.uniform() * 9)),
      );
      const reference = Array.from({ length: width }, () => 7);
      expect(hypervolume(points, reference)).toBe(counted(points, reference));
    },
  );

  it('leaves out what is not below the reference or has a value missing', () => {
    expect(
      hypervolume(
        [
          [1, 1],
          [0, 2],
          [Number.NaN, 0],
        ],
        [2, 2],
      ),
    ).toBe(1);
    expect(hypervolume([], [2, 2, 2])).toBe(0);
  });

  it('refuses other numbers of objectives', () => {
    expect(() => hypervolume([[1]], [2])).toThrow('it is computed for 2 and 3');
    expect(() => hypervolume([[1, 1, 1]], [2, 2])).toThrow('a point has 3 objectives, the reference 2');
  });
});
