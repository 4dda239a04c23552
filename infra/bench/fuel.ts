import type { Evaluation, Limits, Program, Sandbox } from '../../actors/ports.ts';
import { openSandbox } from '../sandbox/pool.ts';
import { listKernels } from './fuel/listKernels.ts';
import { numberKernels } from './fuel/numberKernels.ts';
import { textKernels } from './fuel/textKernels.ts';
import { middle } from './outcome.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { spearman } from './spearman.ts';

export type BenchFuelOptions = {
  /** Elements, characters or the number itself. */
  readonly sizes?: readonly number[];
  readonly repetitions?: number;
  /** A timed stretch is at least this long. */
  readonly stretchMs?: number;
  /** Only so many kernels. */
  readonly kernels?: number;
};

/** One kernel at one size: what a round of it costs. `turnNs` are the repetitions of `ns`. */
type Point = {
  readonly name: string;
  readonly size: number;
  readonly fuel: number;
  readonly ns: number;
  readonly turnNs: readonly number[];
};

const LIMITS: Limits = { fuel: null, wallMs: 20_000, memoryMb: 256, outputBytes: 10_000, depth: 10 };
const KERNELS = { ...numberKernels, ...textKernels, ...listKernels };
/** A kernel is named when a unit of its fuel takes so many times more or less than the middle of all. */
const OUTLIER = 4;
const FLOOR = 0.9;

/** `rounds` of the body over what was prepared once; the result is used, so that no engine can leave the work out. */
const programOf = ([prepare, body]: readonly [string, string]): Program => ({
  language: 'javascript',
  entry: 'main',
  source: `function prepare(n) { ${prepare} }
function kernel(d) { ${body} }
function main({ n, rounds }) { const d = prepare(n); let s = 0; for (let r = 0; r < rounds; r += 1) s += kernel(d); return s; }`,
});

function callsOf(evaluation: Evaluation, name: string): readonly { fuel: number | null; wallUs: number }[] {
  if (evaluation.status === 'unloadable') throw new Error(`kernel ${name}: ${evaluation.error.message}`);
  for (const call of evaluation.calls)
    if (call.status !== 'ok')
      throw new Error(`kernel ${name} ended with ${call.status}: ${JSON.stringify(call)}`);
  return evaluation.calls;
}

async function point(
  sandbox: Sandbox,
  name: string,
  size: number,
  repetitions: number,
  stretchMs: number,
): Promise<Point> {
  const program = programOf(KERNELS[name]!);
  const input = (rounds: number): string => JSON.stringify({ n: size, rounds });
  const evaluate = async (mode: 'plain' | 'fuel', rounds: readonly number[]) =>
    callsOf(
      await sandbox.evaluate({
        program,
        inputs: rounds.map(input),
        mode,
        limits: { ...LIMITS, fuel: mode === 'fuel' ? 1e12 : null },
        seed: 1,
      }),
      name,
    );
  const [one, two] = await evaluate('fuel', [1, 2]);
  // What is prepared, and the call itself, cost the same in both.
  const fuel = two!.fuel! - one!.fuel!;
  let rounds = 16;
  for (;;) {
    const [, last] = await evaluate('plain', [rounds, rounds]);
    if (last!.wallUs >= stretchMs * 1000 || rounds > 2 ** 26) break;
    rounds *= 2;
  }
  // One context, so that the engine has optimised what it will; the first stretch is thrown away.
  const [, ...turns] = await evaluate(
    'plain',
    Array.from({ length: repetitions + 1 }, () => rounds),
  );
  const turnNs = turns.map(({ wallUs }) => (wallUs * 1000) / rounds);
  // Whatever else the machine does only adds: the shortest is the nearest to what the work takes.
  return { name, size, fuel, ns: Math.min(...turnNs), turnNs };
}

const agreement = (points: readonly Point[], ns: (point: Point) => number): number =>
  spearman(
    points.map(({ fuel }) => fuel),
    points.map(ns),
  );

function agreementRow(name: string, points: readonly Point[], floor: number | null): BenchRow {
  const ratio = agreement(points, ({ ns }) => ns);
  const turns = points[0]!.turnNs.map((_, turn) => agreement(points, ({ turnNs }) => turnNs[turn]!));
  return {
    name,
    ours: points.length,
    reference: null,
    ratio,
    spread: [Math.min(...turns), Math.max(...turns)],
    rule: floor === null ? 'reported' : `Spearman of fuel with measured time ≥ ${floor}`,
    holds: floor === null || ratio >= floor,
  };
}

/**
 * Rank agreement of fuel with measured time over kernels at several sizes (DESIGN 8: Spearman ≥ 0.9). `ours` of an agreement is the number of
 * points; of an outlier, nanoseconds per unit of fuel beside the middle of all.
 */
export async function benchFuel(options: BenchFuelOptions = {}): Promise<BenchOutcome> {
  const { sizes = [8, 40, 200, 1000], repetitions = 11, stretchMs = 2, kernels = Infinity } = options;
  const names = Object.keys(KERNELS).slice(0, kernels);
  const sandbox = await openSandbox();
  try {
    const points: Point[] = [];
    for (const name of names)
      for (const size of sizes) points.push(await point(sandbox, name, size, repetitions, stretchMs));
    const unit = middle(points.map(({ ns, fuel }) => ns / fuel));
    const outliers = points
      .map((one) => ({ ...one, ratio: one.ns / one.fuel / unit }))
      .filter(({ ratio }) => ratio > OUTLIER || ratio < 1 / OUTLIER)
      .toSorted((a, b) => b.ratio - a.ratio);
    const rows = [
      agreementRow(`${names.length} kernels at ${sizes.length} sizes`, points, FLOOR),
      ...sizes.map((size) =>
        agreementRow(
          `${names.length} kernels at size ${size}`,
          points.filter((one) => one.size === size),
          null,
        ),
      ),
      ...outliers.map(({ name, size, ns, fuel, ratio, turnNs }) => ({
        name: `outlier: ${name} at size ${size}`,
        ours: ns / fuel,
        reference: unit,
        ratio,
        spread: [Math.min(...turnNs) / fuel / unit, Math.max(...turnNs) / fuel / unit] as const,
        rule: `listed: beyond ${OUTLIER} × of the middle`,
        holds: true,
      })),
    ];
    const { engine, engineVersion, fuelTable } = await sandbox.walls();
    return {
      bench: 'fuel',
      config: { kernels: names.length, sizes: sizes.join(','), repetitions, stretchMs, fuelTable },
      seeds: [],
      versions: { node: process.version, [engine]: engineVersion },
      rows,
      holds: rows.every(({ holds }) => holds),
    };
  } finally {
    await sandbox.close();
  }
}
