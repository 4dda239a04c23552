import { counted } from '../counted.ts';
import type { DriftLine } from '../drift.ts';
import type { BenchRow } from '../outcome.ts';
import { RATE } from './calibrated.ts';
import { SEED_RULE } from './contenders.ts';
import { RIVER } from './river.ts';
import { streamNamed } from './streams.ts';

/** False alarms per 1,000 healthy runs that still count as quiet: what the operating curve allows, with room for chance. */
export const QUIET = 0.2;
/** What fresh streams may give where others were set to `RATE`. */
const KEPT = 0.3;

/** Detectors that the product promises to be quiet where the reference's own defaults are not, or are of another scale. */
const promised: ReadonlySet<string> = new Set([
  'ADWIN',
  'ADWIN, clock 1',
  'Page-Hinkley, standardised',
  'CUSUM',
]);

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Beside river itself where it was run on the very same streams; the seed rule and KSWIN as they are, loud or not. */
export function atDefaults(
  detail: readonly DriftLine[],
  { seed, streams }: { readonly seed: number; readonly streams: number },
): readonly BenchRow[] {
  const same = seed === RIVER.seed && streams === RIVER.streams;
  return detail
    .filter(({ level }) => level === null)
    .flatMap((line) => {
      const { detector, stream, rate, delay, missed } = line;
      const river = same ? RIVER.figures[detector]?.[stream] : undefined;
      const parity = river ? sameAs(line, river) : null;
      const [says, holds] = parity ?? ['reported as it is', true];
      const quiet = promised.has(detector);
      const falseRule = quiet
        ? `at most ${QUIET}`
        : detector === SEED_RULE
          ? 'reported as it is: a loss'
          : 'reported as it is';
      const alarms = counted(
        `simulated ${stream}, ${detector}: false alarms per 1,000 healthy runs`,
        rounded(rate),
        river ? rounded((river.falseAlarms / line.healthyRuns) * 1000) : null,
        [falseRule, ...(parity ? [says] : [])].join('; '),
        (!quiet || rate <= QUIET) && holds,
      );
      if (!streamNamed(stream).changes) return [alarms];
      const riverDelay = river && river.missed < streams ? river.delays / (streams - river.missed) : null;
      return [
        alarms,
        counted(
          `simulated ${stream}, ${detector}: mean delay`,
          delay === null ? Number.NaN : rounded(delay),
          riverDelay === null ? null : rounded(riverDelay),
          `${says}; ${missed} of ${line.streams} missed`,
          holds,
        ),
      ];
    });
}

type RiverFigure = { readonly falseAlarms: number; readonly delays: number; readonly missed: number };

function sameAs(
  { falseAlarms, delay, missed, streams }: DriftLine,
  river: RiverFigure,
): readonly [string, boolean] {
  const delays = Math.round((delay ?? 0) * (streams - missed));
  const equal = falseAlarms === river.falseAlarms && missed === river.missed && delays === river.delays;
  return [`the same as river ${RIVER.version} on the same streams`, equal];
}

/** Delays at one rate of false alarms, beside the seed rule's at the same rate; a miss counts as all that came after the change. */
export function atOneRate(detail: readonly DriftLine[], reference: string): readonly BenchRow[] {
  const set = detail.filter(({ level }) => level !== null);
  const rateOf = (line: DriftLine): number => {
    const { healthy } = streamNamed(line.stream);
    return set.find(({ detector, stream }) => detector === line.detector && stream === healthy)!.rate;
  };
  return set
    .filter(({ stream }) => streamNamed(stream).changes)
    .map((line) => {
      const beside = set.find(({ detector, stream }) => detector === reference && stream === line.stream);
      const rate = rateOf(line);
      return counted(
        `simulated ${line.stream}, ${line.detector} at ${RATE} false alarms per 1,000: mean delay, a miss counted as 1,000`,
        rounded(line.delayWithMisses!),
        beside ? rounded(beside.delayWithMisses!) : null,
        `false alarms of fresh streams at most ${KEPT} per 1,000: ${rounded(rate)}; level ${rounded(line.level!)}, ${line.missed} of ${line.streams} missed`,
        rate <= KEPT,
      );
    });
}
