import { evaluatePolicy } from '../../machines/rules/offPolicy/evaluatePolicy.ts';
import { judged } from './ope/judged.ts';
import type { Evaluate, OpeLine } from './ope/judged.ts';
import { recordedWorld } from './ope/recorded.ts';
import { unlogged } from './ope/unlogged.ts';
import { opeRows, refusalRow } from './ope/rows.ts';
import { loggers, targets, tasks } from './ope/worlds.ts';
import type { World } from './ope/worlds.ts';
import type { BenchOutcome } from './outcome.ts';

export type OpeBenchOptions = {
  readonly replications?: number;
  /** Logged choices per replication. */
  readonly answers?: number;
  /** Folder that holds benchmark.json of conduit-benchmark; without it only simulated worlds. */
  readonly data?: string;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
  /** What is measured instead of the product's evaluation, as a test does that wants to hear no. */
  readonly evaluate?: Evaluate;
};

/**
 * Policies of known value, judged from logs of others: how far off on average, and how often the intervals hold the truth. Says no where an
 * estimate from propensities that do not learn is biased or its intervals hold the truth in less than 93 %, and where a policy is judged that
 * asks for what was never logged.
 */
export async function benchOpe({
  replications = 500,
  answers = 1000,
  data,
  seed = 1,
  progress = () => {},
  evaluate = evaluatePolicy,
}: OpeBenchOptions): Promise<BenchOutcome & { readonly detail: readonly OpeLine[] }> {
  const recorded = data === undefined ? null : await recordedWorld(data);
  const worlds: readonly (readonly [string, World])[] = [
    ['simulated tasks', tasks],
    ...(recorded ? [['recorded answers, simulated choices', recorded] as const] : []),
  ];
  const detail = worlds.flatMap(([world, ground]) =>
    loggers.flatMap((logger) => {
      progress(`${world}: ${replications} logs of ${answers} answers of ${logger.name}`);
      return judged(ground, { world, logger, targets, answers, replications, seed, evaluate });
    }),
  );
  const rows = [
    ...detail.flatMap((line) => opeRows(line, { promised: line.logger !== loggers.at(-1)!.name })),
    ...unlogged({ replications: Math.min(200, replications), answers, seed, evaluate }).map(
      ({ name, refused, replications: of }) => refusalRow(name, refused, of),
    ),
  ];
  return {
    bench: 'ope',
    config: { simulated: true, recorded: recorded !== null, replications, answers },
    seeds: [seed],
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
    detail,
  };
}
