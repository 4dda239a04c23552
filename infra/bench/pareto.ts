import { counted } from './counted.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { mannWhitney } from './pareto/mannWhitney.ts';
import type { MannWhitney } from './pareto/mannWhitney.ts';
import { problems as made } from './pareto/problems.ts';
import type { Problem } from './pareto/problems.ts';
import { nsga2, randomSearch } from './pareto/search.ts';
import type { Search } from './pareto/search.ts';

export type ParetoBenchOptions = {
  /** Of each problem and arm. */
  readonly seeds?: number;
  readonly evaluations?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
  /** What is measured instead of the product's search, as a test does that wants to hear no. */
  readonly search?: Search;
  readonly problems?: readonly Problem[];
};

export type ParetoLine = {
  readonly problem: string;
  readonly evaluations: number;
  readonly median: number;
  /** Width of the middle half. */
  readonly iqr: number;
  readonly random: number;
  readonly pymoo: number | null;
  /** Whether a median below pymoo's is a no. */
  readonly judged: boolean;
  /** Of the whole front. */
  readonly limit: number;
  readonly besideRandom: MannWhitney;
  readonly volumes: readonly number[];
};

/** What happens by chance once in a hundred, were there no difference. */
const CHANCE = 0.01;

/**
 * Made problems of known fronts, NSGA-II beside random search with as many evaluations and beside pymoo's medians. Says no where a median is below pymoo's
 * (ZDT5's is reported as it is), where random search is as good, and where a volume is larger than that of the whole front.
 */
export async function benchPareto({
  seeds: count = 31,
  evaluations = 25_000,
  seed = 1,
  progress = () => {},
  search = nsga2,
  problems = made,
}: ParetoBenchOptions): Promise<BenchOutcome & { readonly detail: readonly ParetoLine[] }> {
  const seeds = Array.from({ length: count }, (_, index) => seed + index);
  const detail = problems.flatMap((problem) => {
    progress(`${problem.name}: ${count} seeds of ${evaluations} evaluations, twice`);
    return linesOf(problem, search, seeds, evaluations);
  });
  const rows = detail.flatMap(rowsOf);
  return {
    bench: 'pareto',
    config: { simulated: true, seeds: count, evaluations, population: 100, pymoo: '0.6.2' },
    seeds,
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
    detail,
  };
}

function linesOf(
  problem: Problem,
  search: Search,
  seeds: readonly number[],
  evaluations: number,
): readonly ParetoLine[] {
  const { name, pymoo, judged, limit } = problem;
  const marks = [...new Set([...Object.keys(pymoo).map(Number), evaluations])]
    .filter((mark) => mark <= evaluations)
    .toSorted((a, b) => a - b);
  const ours = seeds.map((seed) => search(problem, seed, marks));
  const random = seeds.map((seed) => randomSearch(problem, seed, marks));
  return marks.map((mark, at) => {
    const volumes = ours.map((found) => found[at]!);
    const drawn = random.map((found) => found[at]!);
    return {
      problem: name,
      evaluations: mark,
      median: quantile(volumes, 0.5),
      iqr: quantile(volumes, 0.75) - quantile(volumes, 0.25),
      random: quantile(drawn, 0.5),
      pymoo: pymoo[mark] ?? null,
      judged,
      limit,
      besideRandom: mannWhitney(volumes, drawn),
      volumes,
    };
  });
}

function rowsOf(line: ParetoLine): readonly BenchRow[] {
  const { problem, evaluations, median, random, limit, besideRandom, volumes } = line;
  const { a12, p } = besideRandom;
  const what = `simulated ${problem}, ${evaluations} evaluations`;
  return [
    besidePymoo(`${what}: median hypervolume beside pymoo's NSGA-II`, line),
    counted(
      `${what}: median hypervolume beside random search`,
      rounded(median),
      rounded(random),
      `larger: A12 ${a12.toFixed(3)} above 0.5, Mann-Whitney p ${p.toExponential(1)} below ${CHANCE}`,
      a12 > 0.5 && p < CHANCE,
    ),
    counted(
      `${what}: largest hypervolume beside that of the whole front`,
      rounded(Math.max(...volumes)),
      rounded(limit),
      'at most the front',
      Math.max(...volumes) <= limit + 1e-6,
    ),
  ];
}

function besidePymoo(name: string, { evaluations, median, iqr, pymoo, judged }: ParetoLine): BenchRow {
  const wide = `middle half ${rounded(iqr)} wide`;
  if (pymoo === null) {
    return counted(name, rounded(median), null, `no reference at ${evaluations} evaluations; ${wide}`, true);
  }
  const reached = rounded(median) >= pymoo;
  if (judged) return counted(name, rounded(median), pymoo, `at least the reference; ${wide}`, reached);
  return counted(
    name,
    rounded(median),
    pymoo,
    `reported as it is${reached ? '' : ': a loss'}; ${wide}`,
    true,
  );
}

/** Between the two nearest in proportion. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (place - below) * (next - sorted[below]!);
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
