import { parseArgs } from 'node:util';
import { openSandbox } from '../sandbox/pool.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { attempt, attemptAsking, type Answered, type Arm, type Attempt } from './repair/arms.ts';
import { openJudge } from './repair/judge.ts';
import { readFaultyPrograms, type FaultyProgram } from './repair/rows.ts';
import { summarise, type Tally } from './repair/summary.ts';

export type RepairBenchOptions = {
  /** Folder that holds humanevalpack-js.jsonl. */
  readonly data: string;
  readonly budgets?: readonly number[];
  /** Also let one question be answered before a patch is accepted. */
  readonly ask?: boolean;
  readonly seed?: number;
  /** Seeds of the random arms; their results are averaged. */
  readonly randomSeeds?: readonly number[];
  /** Programs at a time. Default 2. */
  readonly concurrency?: number;
  readonly progress?: (line: string) => void;
};

export type RepairBench = BenchOutcome & { readonly detail: readonly Tally[] };

/** What one program gave: one attempt per arm, budget and seed. */
export type ProgramResult = {
  readonly program: FaultyProgram;
  readonly alreadyPasses: boolean;
  readonly attempts: readonly {
    readonly arm: Arm;
    readonly budget: number;
    readonly seed: number;
    readonly attempt: Attempt;
  }[];
  readonly answered: readonly { readonly budget: number; readonly attempt: Answered }[];
};

const ARMS: readonly Arm[] = ['guided', 'random stacks', 'random singles'];

/** Correct programs of 82 that must be reached, by budget. */
const HOLD: Readonly<Record<number, number>> = { 200: 44, 2000: 50 };
const AIM = 60;

/**
 * The repair benchmark: each faulty program of HumanEvalPack-JS is repaired against its visible suite alone; a plausible patch is correct
 * when the held-out suite passes too. Every run of the visible suite counts as an evaluation, the baseline and the trace included; fuzz runs
 * for a question are counted apart. The random arms get equal evaluations.
 */
export const benchRepair = async (options: RepairBenchOptions): Promise<RepairBench> => {
  const {
    data,
    budgets = [200, 500, 2000],
    ask = false,
    seed = 1,
    randomSeeds = [1, 2],
    concurrency = 2,
    progress = () => undefined,
  } = options;
  const programs = await readFaultyPrograms(data);
  const sandbox = await openSandbox({ size: concurrency });
  const results: ProgramResult[] = [];
  try {
    const queue = programs.entries();
    const work = async (): Promise<void> => {
      for (const [index, program] of queue) {
        const judge = await openJudge(program, sandbox);
        const attempts: ProgramResult['attempts'][number][] = [];
        const answered: ProgramResult['answered'][number][] = [];
        for (const budget of budgets) {
          for (const arm of ARMS) {
            for (const drawn of arm === 'guided' ? [seed] : randomSeeds) {
              attempts.push({
                arm,
                budget,
                seed: drawn,
                attempt: await attempt(arm, program, judge, budget, drawn),
              });
            }
          }
          if (ask) answered.push({ budget, attempt: await attemptAsking(program, judge, budget, seed) });
        }
        const alreadyPasses = (await judge.visible(program.faulty)).ok;
        results.push({ program, alreadyPasses, attempts, answered });
        const guided = attempts.findLast(({ arm }) => arm === 'guided')?.attempt;
        const said =
          guided === undefined || !guided.plausible
            ? 'nothing'
            : guided.correct
              ? 'correct'
              : 'plausible only';
        progress(
          `${results.length}/${programs.length} ${program.id} (${index}) ${program.bugType}: ${said} ${guided?.firstFix ?? ''} ${guided?.operators.join('+') ?? ''}`,
        );
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    const detail = summarise(results, budgets);
    const rows = budgets.flatMap((budget) => rowsFor(detail, budget, ask));
    const { engine, engineVersion, node } = await sandbox.walls();
    return {
      bench: 'repair',
      config: {
        programs: programs.length,
        alreadyPassing: results.filter(({ alreadyPasses }) => alreadyPasses).length,
        budgets: budgets.join(','),
        ask,
        aim: AIM,
      },
      seeds: [seed, ...randomSeeds],
      versions: { node, engine: `${engine} ${engineVersion}` },
      rows,
      holds: rows.every(({ holds }) => holds),
      detail,
    };
  } finally {
    await sandbox.close();
  }
};

const rowsFor = (detail: readonly Tally[], budget: number, ask: boolean): BenchRow[] => {
  const correct = (arm: Tally['arm']): number =>
    detail.find((tally) => tally.arm === arm && tally.budget === budget && tally.bugType === 'all')
      ?.correct ?? 0;
  const reference = Math.max(correct('random stacks'), correct('random singles'));
  const least = HOLD[budget] ?? 0;
  const row = (name: string, ours: number, rule: string, holds: boolean): BenchRow => ({
    name,
    ours,
    reference,
    ratio: reference === 0 ? null : ours / reference,
    spread: null,
    rule,
    holds,
  });
  const guided = correct('guided');
  return [
    row(
      `correct at ${budget} evaluations`,
      guided,
      `${least > 0 ? `>= ${least} of 82 and ` : ''}above both random arms`,
      guided >= least && guided > reference,
    ),
    ...(ask
      ? [
          row(
            `correct at ${budget} evaluations, one question answered`,
            correct('guided, one question'),
            'reported',
            true,
          ),
        ]
      : []),
  ];
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      ask: { type: 'boolean', default: false },
      budgets: { type: 'string' },
      'random-seeds': { type: 'string' },
    },
  });
  if (values.data === undefined) throw new Error('Say where humanevalpack-js.jsonl is: --data FOLDER.');
  const numbers = (text: string): number[] => text.split(',').filter(Boolean).map(Number);
  const outcome = await benchRepair({
    data: values.data,
    ask: values.ask,
    ...(values.budgets === undefined ? {} : { budgets: numbers(values.budgets) }),
    ...(values['random-seeds'] === undefined ? {} : { randomSeeds: numbers(values['random-seeds']) }),
    progress: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(
    values.json
      ? `${JSON.stringify(outcome)}\n`
      : `${outcome.rows.map((row) => `${row.name}: ${row.ours} (random ${row.reference}) ${row.holds ? 'holds' : 'does not hold'}`).join('\n')}\n`,
  );
  process.exitCode = outcome.holds ? 0 : 1;
}
