import type { BenchOutcome } from './outcome.ts';
import { contenders } from './sequential/contenders.ts';
import type { Contender } from './sequential/contenders.ts';
import { guardLine, guardRow } from './sequential/guards.ts';
import { raced } from './sequential/raced.ts';
import type { RacedLine } from './sequential/raced.ts';
import { ALPHA, errorRows, powerRows } from './sequential/rows.ts';
import { streams } from './sequential/streams.ts';

export type SequentialBenchOptions = {
  /** Of each binary null stream; of the continuous one two in five, of streams that differ and of guards a tenth. */
  readonly replications?: number;
  /** Values per side, with a look after each. */
  readonly looks?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
  /** What is measured instead of the product's tests, as a test does that wants to hear no. */
  readonly contenders?: readonly Contender[];
};

/**
 * Two sides, simulated, looked at after every value: how often a test says that equal ones differ, and when it sees those that do. Says no where
 * a test that promises alpha does not keep it with its whole interval, or stops more than a tenth later than the best that does.
 */
export async function benchSequential({
  replications = 10_000,
  looks = 10_000,
  seed = 1,
  progress = () => {},
  contenders: tests = contenders,
}: SequentialBenchOptions): Promise<BenchOutcome & { readonly detail: readonly RacedLine[] }> {
  const detail = streams.flatMap((stream) => {
    const often = Math.max(1, Math.round(replications * stream.share));
    progress(`${stream.name}: ${often} replications of ${looks} looks`);
    return raced(stream, tests, { replications: often, looks, seed });
  });
  progress('guards at their margin');
  const margins = guardLine({ replications: Math.max(1, Math.round(replications / 10)), looks, seed });
  const nulls = detail.filter(({ stream }) => streams.some(({ name, differ }) => name === stream && !differ));
  const others = detail.filter((line) => !nulls.includes(line));
  const rows = [
    ...errorRows(nulls, tests),
    ...powerRows(others, nulls, tests, streams),
    ...margins.map(guardRow),
  ];
  return {
    bench: 'sequential',
    config: { simulated: true, replications, looks, alpha: ALPHA },
    seeds: [seed],
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
    detail,
  };
}
