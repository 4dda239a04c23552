import { describe, expect, it } from 'vitest';
import { binary } from '../../../machines/rules/pareto/binary.ts';
import { generation } from '../../../machines/rules/pareto/generation.ts';
import { firstGenomes, offspring } from '../../../machines/rules/pareto/offspring.ts';
import { real } from '../../../machines/rules/pareto/real.ts';
import { survivors } from '../../../machines/rules/pareto/survivors.ts';
import type { Evaluated, Ranked } from '../../../machines/rules/pareto/survivors.ts';
import type { Genome, Variation } from '../../../machines/rules/pareto/variation.ts';
import { randomFrom } from '../../../machines/rules/random.ts';

const bounds = { lower: [0, -5, 3], upper: [1, 5, 3] };
const space = real(bounds);
const evaluate = ([a, b]: Genome): number[] => [a!, (1 - a!) ** 2 + b! * b!];

function begun(variation: Variation, count: number, seed = 1): readonly Ranked[] {
  const { genomes } = firstGenomes(variation, { seed, generation: 0, count });
  return survivors(
    genomes.map((genome) => ({ genome, objectives: evaluate(genome) })),
    count,
  ).population;
}

describe('a generation', () => {
  it('is drawn again alone from genomes, objectives, seed and number, as a log has them', () => {
    let population = begun(space, 20);
    for (let number = 1; number < 9; number += 1) {
      population = generation(population, space, evaluate, {
        seed: 5,
        generation: number,
        count: 20,
      }).population;
    }
    const logged = JSON.stringify(population.map(({ genome, objectives }) => ({ genome, objectives })));
    const read = survivors(JSON.parse(logged) as Evaluated[], 20).population;
    expect(read).toEqual(population);
    const draw = { seed: 5, generation: 9, count: 20 };
    const children = offspring(population, space, draw);
    expect(offspring(read, space, draw)).toEqual(children);
    expect(offspring(read, space, { ...draw, generation: 10 })).not.toEqual(children);
    expect(offspring(read, space, { ...draw, seed: 6 })).not.toEqual(children);
  });

  it('loses none of the best of a front that fits, and hands out as many as it got', () => {
    let population = begun(space, 12);
    for (let number = 1; number <= 30; number += 1) {
      const lowest = Math.min(...population.map(({ objectives }) => objectives[0]!));
      const next = generation(population, space, evaluate, { seed: 1, generation: number, count: 12 });
      expect(next.population).toHaveLength(12);
      expect(next.children).toHaveLength(12);
      expect(Math.min(...next.population.map(({ objectives }) => objectives[0]!))).toBeLessThanOrEqual(
        lowest,
      );
      population = next.population;
    }
    expect(population.every(({ rank }) => rank === 0)).toBe(true);
    expect(Math.max(...population.map(({ genome }) => Math.abs(genome[1]!)))).toBeLessThan(0.5);
  });

  it('evaluates no genome that the population or an earlier child is, and counts what it refused', () => {
    const bits = binary(4);
    const population = begun(bits, 8);
    const { genomes, refused } = offspring(population, bits, { seed: 2, generation: 1, count: 100 });
    const all = [...population.map(({ genome }) => genome), ...genomes].map(String);
    expect(new Set(all).size).toBe(all.length);
    // There are only 16: it ends without having found 100.
    expect(all.length).toBeLessThanOrEqual(16);
    expect(refused).toBeGreaterThan(0);
  });

  it('begins with fewer where there are no more', () => {
    expect(firstGenomes(binary(2), { seed: 1, generation: 0, count: 50 }).genomes).toHaveLength(4);
  });

  it('reports children without a value and does not let them outlive those that have all', () => {
    const broken = (genome: Genome): number[] => [Number.NaN, genome[0]!];
    const population = begun(space, 10);
    const next = generation(population, space, broken, { seed: 1, generation: 1, count: 10 });
    expect(next.unjudged).toHaveLength(10);
    expect(next.population.map(({ genome }) => genome)).toEqual(
      expect.arrayContaining(population.map(({ genome }) => genome)),
    );
  });

  it('refuses a population of one', () => {
    expect(() => firstGenomes(space, { seed: 1, generation: 0, count: 1 })).toThrow('at least 2');
    expect(() => offspring(begun(space, 2).slice(1), space, { seed: 1, generation: 1, count: 2 })).toThrow(
      'a population of 1',
    );
  });
});

describe('variation', () => {
  it('keeps real genomes between their bounds, and what the bounds fix', () => {
    const random = randomFrom(3);
    for (let time = 0; time < 500; time += 1) {
      const children = space.cross(space.sample(random), space.sample(random), random);
      for (const genome of children.map((child) => space.mutate(child, random))) {
        expect(genome.every((value, at) => value >= bounds.lower[at]! && value <= bounds.upper[at]!)).toBe(
          true,
        );
        expect(genome[2]).toBe(3);
      }
    }
  });

  it('crosses real genomes around their middle: far from bounds children keep the sum of their parents', () => {
    const wide = real({ lower: [-1e6], upper: [1e6] });
    const random = randomFrom(4);
    const moved = Array.from({ length: 400 }, () => wide.cross([10], [12], random));
    for (const [[a], [b]] of moved) expect(a! + b!).toBeCloseTo(22, 6);
    const apart = moved.filter(([[a], [b]]) => Math.abs(Math.abs(a! - b!) - 2) > 1e-9);
    // 0.9 of pairs, 0.5 of values; half of those that are crossed come nearer, half go further apart.
    expect(apart.length / 400).toBeGreaterThan(0.37);
    expect(apart.length / 400).toBeLessThan(0.53);
    const nearer = apart.filter(([[a], [b]]) => Math.abs(a! - b!) < 2).length / apart.length;
    expect(nearer).toBeGreaterThan(0.38);
    expect(nearer).toBeLessThan(0.62);
  });

  it('mutates one value on average, up as often as down', () => {
    const wide = real({
      lower: Array.from({ length: 10 }, () => 0),
      upper: Array.from({ length: 10 }, () => 1),
    });
    const random = randomFrom(5);
    const middle = Array.from({ length: 10 }, () => 0.5);
    const steps = Array.from({ length: 2000 }, () => wide.mutate(middle, random)).flatMap((genome) =>
      genome.map((value) => value - 0.5).filter((step) => step !== 0),
    );
    expect(steps.length / 2000).toBeGreaterThan(0.82);
    expect(steps.length / 2000).toBeLessThan(0.98);
    const up = steps.filter((step) => step > 0).length / steps.length;
    expect(up).toBeGreaterThan(0.45);
    expect(up).toBeLessThan(0.55);
  });

  it('cuts binary genomes at two inner places and flips one bit on average', () => {
    const bits = binary(20);
    const random = randomFrom(6);
    const [zeros, ones] = [0, 1].map((bit) => Array.from({ length: 20 }, () => bit));
    const swaps = Array.from({ length: 500 }, () => bits.cross(zeros!, ones!, random)[0]);
    for (const child of swaps) {
      expect([child[0], child.slice(1).filter((bit, at) => bit !== child[at]).length <= 2]).toEqual([
        0,
        true,
      ]);
    }
    expect(swaps.filter((child) => child.includes(1)).length / 500).toBeGreaterThan(0.85);
    const flips = Array.from({ length: 1000 }, () => bits.mutate(zeros!, random)).flat();
    expect(flips.reduce((a, b) => a + b, 0) / 1000).toBeGreaterThan(0.88);
    expect(flips.reduce((a, b) => a + b, 0) / 1000).toBeLessThan(1.12);
  });

  it('refuses bounds that are none', () => {
    expect(() => real({ lower: [0, 2], upper: [1, 1] })).toThrow('at 1');
    expect(() => real({ lower: [], upper: [] })).toThrow('0 lower and 0 upper bounds');
    expect(() => binary(0)).toThrow('0 bits');
  });
});
