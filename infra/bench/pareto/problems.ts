import { binary } from '../../../machines/rules/pareto/binary.ts';
import { real } from '../../../machines/rules/pareto/real.ts';
import type { Genome, Variation } from '../../../machines/rules/pareto/variation.ts';

/** A made problem whose best front is known. */
export type Problem = {
  readonly name: string;
  readonly variation: Variation;
  readonly evaluate: (genome: Genome) => readonly number[];
  /** What hypervolumes are measured from. */
  readonly reference: readonly number[];
  /** Median hypervolume of pymoo 0.6.2's NSGA-II, population 100, its defaults, 11 seeds, by evaluations. */
  readonly pymoo: Readonly<Record<number, number>>;
  /** Whether a median below pymoo's is a no; else it is reported as it is. */
  readonly judged: boolean;
  /** Hypervolume of the whole front where it has a closed form; of a dense sample of it elsewhere. */
  readonly limit: number;
};

const box = (count: number, low = 0, high = 1): Variation =>
  real({
    lower: Array.from({ length: count }, (_, at) => (at === 0 ? 0 : low)),
    upper: Array.from({ length: count }, (_, at) => (at === 0 ? 1 : high)),
  });

function total(genome: Genome, from: number, of: (value: number) => number = (value) => value): number {
  let sum = 0;
  for (let at = from; at < genome.length; at += 1) sum += of(genome[at]!);
  return sum;
}

/** 1 + nine times the mean of all but the first. */
const distance = (genome: Genome): number => 1 + (9 * total(genome, 1)) / (genome.length - 1);

const LINE = [1.1, 1.1] as const;

/** Zitzler, Deb and Thiele 2000 (ZDT), Deb, Thiele, Laumanns and Zitzler 2002 (DTLZ), sizes as in the papers; all objectives to be made small. */
export const problems: readonly Problem[] = [
  {
    name: 'ZDT1',
    variation: box(30),
    evaluate: (genome) => {
      const [f, g] = [genome[0]!, distance(genome)];
      return [f, g * (1 - Math.sqrt(f / g))];
    },
    reference: LINE,
    pymoo: { 10_000: 0.8488, 25_000: 0.8697 },
    judged: true,
    limit: 0.1 + 2 / 3 + 0.11,
  },
  {
    name: 'ZDT2',
    variation: box(30),
    evaluate: (genome) => {
      const [f, g] = [genome[0]!, distance(genome)];
      return [f, g * (1 - (f / g) ** 2)];
    },
    reference: LINE,
    pymoo: { 25_000: 0.5364 },
    judged: true,
    limit: 0.1 + 1 / 3 + 0.11,
  },
  {
    name: 'ZDT3',
    variation: box(30),
    evaluate: (genome) => {
      const [f, g] = [genome[0]!, distance(genome)];
      return [f, g * (1 - Math.sqrt(f / g) - (f / g) * Math.sin(10 * Math.PI * f))];
    },
    reference: LINE,
    pymoo: { 25_000: 1.3275 },
    judged: true,
    limit: 1.331763,
  },
  {
    name: 'ZDT4',
    variation: box(10, -5, 5),
    evaluate: (genome) => {
      const f = genome[0]!;
      const g =
        1 + 10 * (genome.length - 1) + total(genome, 1, (x) => x * x - 10 * Math.cos(4 * Math.PI * x));
      return [f, g * (1 - Math.sqrt(f / g))];
    },
    reference: LINE,
    pymoo: { 25_000: 0.867 },
    judged: true,
    limit: 0.1 + 2 / 3 + 0.11,
  },
  {
    name: 'ZDT5',
    variation: binary(80),
    evaluate: (genome) => {
      const ones = (from: number, to: number): number => genome.slice(from, to).reduce((a, b) => a + b, 0);
      const f = 1 + ones(0, 30);
      let g = 0;
      for (let from = 30; from < 80; from += 5) {
        const count = ones(from, from + 5);
        g += count === 5 ? 1 : 2 + count;
      }
      // As pymoo has it: both between 0 and 1 on the front.
      return [(f - 1) / 30, (g / f - 10 / 31) / (10 - 10 / 31)];
    },
    reference: [32, 12],
    pymoo: { 25_000: 383.544 },
    judged: false,
    limit: 383.895728,
  },
  {
    name: 'ZDT6',
    variation: box(10),
    evaluate: (genome) => {
      const x = genome[0]!;
      const f = 1 - Math.exp(-4 * x) * Math.sin(6 * Math.PI * x) ** 6;
      const g = 1 + 9 * Math.sqrt(Math.sqrt(total(genome, 1) / (genome.length - 1)));
      return [f, g * (1 - (f / g) ** 2)];
    },
    reference: LINE,
    pymoo: { 25_000: 0.4932 },
    judged: true,
    limit: 0.507878,
  },
  {
    name: 'DTLZ2',
    variation: box(12),
    evaluate: (genome) => {
      const g = 1 + total(genome, 2, (x) => (x - 0.5) ** 2);
      const [a, b] = [(genome[0]! * Math.PI) / 2, (genome[1]! * Math.PI) / 2];
      return [g * Math.cos(a) * Math.cos(b), g * Math.cos(a) * Math.sin(b), g * Math.sin(a)];
    },
    reference: [1.1, 1.1, 1.1],
    pymoo: { 25_000: 0.7065 },
    judged: true,
    limit: 1.1 ** 3 - Math.PI / 6,
  },
];
