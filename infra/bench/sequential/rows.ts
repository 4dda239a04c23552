import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import { wilson } from '../wilson.ts';
import { NAIVE } from './contenders.ts';
import type { Contender } from './contenders.ts';
import type { RacedLine } from './raced.ts';
import type { Stream } from './streams.ts';

export const ALPHA = 0.05;
/** What a promised test may stop later than the best that keeps alpha everywhere. */
const LATER = 1.1;

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Error of the null streams, each beside the naive test's on the same streams; a promised test's whole interval is to be at most alpha. */
export function errorRows(
  lines: readonly RacedLine[],
  contenders: readonly Contender[],
): readonly BenchRow[] {
  return lines.map((line) => {
    const [low, high] = wilson(line.said, line.replications);
    const naive = sameOf(lines, line, NAIVE);
    const promised = contenders.find(({ name }) => name === line.test)!.promised;
    const says = `95 %: ${rounded(low)} to ${rounded(high)}`;
    return counted(
      `simulated ${line.stream}, ${line.test}, looked at from ${line.start} on: error`,
      rounded(line.said / line.replications),
      naive ? rounded(naive.said / naive.replications) : null,
      promised
        ? `at most ${ALPHA}; ${says}`
        : `reported as it is${low > ALPHA ? ': alpha is broken' : ''}; ${says}`,
      !promised || high <= ALPHA,
    );
  });
}

/** Power and mean stop of streams that differ, looked at from the first on, beside the best of those that kept alpha on every null stream. */
export function powerRows(
  lines: readonly RacedLine[],
  nulls: readonly RacedLine[],
  contenders: readonly Contender[],
  streams: readonly Stream[],
): readonly BenchRow[] {
  const first = Math.min(...lines.map(({ start }) => start));
  const valid = new Set(
    contenders
      .map(({ name }) => name)
      .filter((name) =>
        nulls
          .filter(({ test }) => test === name)
          .every(({ said, replications }) => wilson(said, replications)[0] <= ALPHA),
      ),
  );
  return streams
    .filter(({ differ }) => differ)
    .flatMap(({ name }) => {
      const raced = lines.filter(({ stream, start }) => stream === name && start === first);
      const best = Math.min(...raced.filter(({ test }) => valid.has(test)).map(({ meanStop }) => meanStop));
      return raced.flatMap((line) => {
        const promised = contenders.find((one) => one.name === line.test)!.promised;
        const broken = valid.has(line.test) ? '' : '; its error is above alpha, so this is bought';
        const label = `simulated ${name}, ${line.test}`;
        return [
          counted(
            `${label}: power`,
            rounded(line.said / line.replications),
            null,
            `reported as it is${broken}`,
            true,
          ),
          counted(
            `${label}: mean values per side until it stops`,
            rounded(line.meanStop),
            Number.isFinite(best) ? rounded(best) : null,
            promised ? `at most ${LATER} of the best that keeps alpha` : `reported as it is${broken}`,
            !promised || line.meanStop <= LATER * best,
          ),
        ];
      });
    });
}

function sameOf(
  lines: readonly RacedLine[],
  { stream, start }: RacedLine,
  test: string,
): RacedLine | undefined {
  return lines.find((line) => line.stream === stream && line.start === start && line.test === test);
}
