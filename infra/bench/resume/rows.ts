import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import { ofWork } from './compare.ts';
import type { Differences } from './compare.ts';
import type { RunResult } from './run.ts';
import type { Strike } from './strikes.ts';

/** What came of a kind of work that was disturbed, in one run or more. */
export type Disturbed = {
  readonly asked: Readonly<Record<Strike['what'], number>>;
  readonly hit: Readonly<Record<Strike['what'], number>>;
  readonly runs: readonly RunResult[];
  /** Of each run, beside the undisturbed one. */
  readonly differences: readonly Differences[];
};

const STRUCK: readonly (readonly [Strike['what'], string])[] = [
  ['worker', 'kill -9 of a process'],
  ['server', 'kill -9 and restart of the server'],
  ['pause', 'a session paused, a process of it killed, the session resumed'],
];

/** What disturbed runs come to beside the undisturbed one. */
export function rowsOf(name: string, calm: RunResult, disturbed: Disturbed): BenchRow[] {
  const { asked, hit, runs, differences } = disturbed;
  const total = (value: (run: RunResult) => number): number => runs.reduce((sum, run) => sum + value(run), 0);
  const differing = (value: (one: Differences) => readonly string[]): number =>
    differences.reduce((sum, one) => sum + value(one).length, 0);
  const none = (what: string, count: number, of: number | null): BenchRow =>
    counted(`${name}: ${what}`, count, of, '0', count === 0);
  const { remains } = calm;
  const all = runs.length;
  return [
    ...STRUCK.filter(([what]) => what === 'worker' || asked[what] > 0).map(([what, words]) =>
      counted(
        `${name}: ${words} while work was open`,
        hit[what],
        asked[what],
        'all',
        hit[what] === asked[what],
      ),
    ),
    none(
      'actors that decided otherwise, of the actors',
      differing((one) => one.decisions),
      all * Object.keys(remains.trace).length,
    ),
    none(
      'content hashes that differ',
      differing((one) => one.contents),
      all * remains.contents.size,
    ),
    none(
      'actors that ended in another state',
      differing((one) => one.states),
      all * remains.states.size,
    ),
    none(
      'recorded evaluations lost',
      differing((one) => one.lost),
      all * ofWork(remains.recorded).size,
    ),
    none(
      'recorded evaluations doubled',
      differing((one) => one.doubled),
      all * ofWork(remains.recorded).size,
    ),
    none(
      'acknowledged commits that are not where they were',
      total((run) => run.missing),
      total((run) => run.remains.commits),
    ),
    none(
      'broken or left open',
      total((run) => run.remains.problems.length),
      null,
    ),
    counted(
      `${name}: executions of effects beyond one, of the effects`,
      total((run) => run.again),
      total((run) => run.effects),
      'reported: worked on again, recorded once',
      true,
    ),
    counted(
      `${name}: calls of models made again`,
      differences.reduce((sum, one) => sum + one.modelCallsAgain, 0),
      all * [...remains.modelCalls.values()].reduce((sum, count) => sum + count, 0),
      'reported: paid again, and recorded as often as paid',
      true,
    ),
  ];
}
