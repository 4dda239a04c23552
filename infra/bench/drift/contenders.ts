import { adwin } from '../../../machines/rules/drift/adwin.ts';
import { cusum } from '../../../machines/rules/drift/cusum.ts';
import type { Detector } from '../../../machines/rules/drift/detector.ts';
import { kswin } from '../../../machines/rules/drift/kswin.ts';
import { pageHinkley, RIVER_PAGE_HINKLEY } from '../../../machines/rules/drift/pageHinkley.ts';
import { seedRule } from '../../../machines/rules/drift/seedRule.ts';
import type { Stream } from './streams.ts';

/** A detector as the bench asks for it. */
export type Contender = {
  readonly name: string;
  /** Null where its arithmetic means nothing: a ratio of a mean that is 0. */
  readonly on: (stream: Stream) => Detector | null;
  /** The share of the seeds it is given: a test of distributions at every observation is slow. */
  readonly share: number;
};

/** A detector with its one dial: the larger the level, the quieter. */
export type Dial = {
  readonly name: string;
  readonly share: number;
  readonly levels: readonly [number, number];
  readonly on: (stream: Stream, level: number) => Detector | null;
};

function seeds(stream: Stream, factor: number): Detector | null {
  if (stream.healthy === 'normal 0') return null;
  return seedRule({ factor, logarithmic: stream.healthy === 'ln latency' });
}

export const SEED_RULE = 'seed rule';

/** As they are configured by default, here and in river. */
export const contenders: readonly Contender[] = [
  { name: SEED_RULE, share: 1, on: (stream) => seeds(stream, 1.5) },
  { name: 'ADWIN', share: 1, on: () => adwin() },
  { name: 'ADWIN, clock 1', share: 1, on: () => adwin({ clock: 1 }) },
  { name: 'Page-Hinkley as river has it', share: 1, on: () => pageHinkley(RIVER_PAGE_HINKLEY) },
  {
    name: 'Page-Hinkley as river has it, 10, .05, up',
    share: 1,
    on: () => pageHinkley({ ...RIVER_PAGE_HINKLEY, threshold: 10, delta: 0.05, mode: 'up' }),
  },
  { name: 'Page-Hinkley, standardised', share: 1, on: () => pageHinkley() },
  { name: 'KSWIN', share: 1 / 3, on: () => kswin() },
  { name: 'CUSUM', share: 1, on: () => cusum() },
];

/** What is set to the same rate of false alarms. Levels of delta and alpha are their negative decimal logarithms. */
export const dials: readonly Dial[] = [
  { name: SEED_RULE, share: 1, levels: [1.01, 20], on: seeds },
  { name: 'ADWIN', share: 1, levels: [0.001, 20], on: (_, level) => adwin({ delta: 10 ** -level }) },
  {
    name: 'Page-Hinkley, standardised',
    share: 1,
    levels: [1, 200],
    on: (_, level) => pageHinkley({ threshold: level }),
  },
  { name: 'KSWIN', share: 1 / 6, levels: [1, 12], on: (_, level) => kswin({ alpha: 10 ** -level }) },
  { name: 'CUSUM', share: 1, levels: [1, 200], on: (_, level) => cusum({ h: level }) },
];
