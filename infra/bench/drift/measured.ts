import type { Detector, Reference } from '../../../machines/rules/drift/detector.ts';
import { AFTER, CHANGE, drawnFrom } from './streams.ts';
import type { Stream } from './streams.ts';

/** What a detector made of the streams of some seeds. Counts of observations; simulated. */
export type Measured = {
  readonly streams: number;
  readonly healthyRuns: number;
  readonly falseAlarms: number;
  /** Alarms per 1,000 healthy runs. */
  readonly rate: number;
  /** Mean observations from the change to the first alarm after it, of the streams where there was one; null without any. */
  readonly delay: number | null;
  /** The same, a miss counted as all that was there; null for streams that do not change. */
  readonly delayWithMisses: number | null;
  readonly missed: number;
};

/** As many as a capability's baseline has by default. */
const BASELINE = 100;
/** The least deviations of the product's channels; plain streams have none. */
const LEAST: Readonly<Record<string, number>> = { 'errors .1': 0.25, 'ln latency': 0.05 };

function referenceOf(values: readonly number[], least: number): Reference {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { n, mean, sd: Math.max(least, Math.sqrt(squares / (n - 1))) };
}

/** Indices of alarms. What needs a baseline has the first observations as one and begins after them. */
function alarmsOf(detector: Detector, values: readonly number[], least: number): readonly number[] {
  const from = detector.needsReference ? BASELINE : 0;
  let state = detector.initial(
    detector.needsReference ? referenceOf(values.slice(0, BASELINE), least) : null,
  );
  const alarms: number[] = [];
  for (let index = from; index < values.length; index += 1) {
    state = detector.step(state, values[index]!);
    if (state.alarm) alarms.push(index);
  }
  return alarms;
}

/** Runs a detector over a stream under each seed. Any alarm before the change is false, whichever way it points. */
export function measured(
  detector: Detector,
  stream: Stream,
  seeds: readonly number[],
  sample?: string,
): Measured {
  let falseAlarms = 0;
  const delays: number[] = [];
  for (const seed of seeds) {
    const alarms = alarmsOf(detector, drawnFrom(stream, seed, sample), LEAST[stream.healthy] ?? 1e-9);
    falseAlarms += alarms.filter((index) => !stream.changes || index < CHANGE).length;
    const first = stream.changes ? alarms.find((index) => index >= CHANGE) : undefined;
    if (first !== undefined) delays.push(first - CHANGE);
  }
  const healthyRuns = seeds.length * (stream.changes ? CHANGE : CHANGE + AFTER);
  const missed = stream.changes ? seeds.length - delays.length : 0;
  const total = delays.reduce((sum, delay) => sum + delay, 0);
  return {
    streams: seeds.length,
    healthyRuns,
    falseAlarms,
    rate: (falseAlarms / healthyRuns) * 1000,
    delay: delays.length > 0 ? total / delays.length : null,
    delayWithMisses: stream.changes ? (total + missed * AFTER) / seeds.length : null,
    missed,
  };
}
