import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import type { Random } from '../../../machines/rules/random.ts';

/** Simulated observations of one channel (law 11): healthy up to a change, if there is one. */
export type Stream = {
  readonly name: string;
  readonly changes: boolean;
  /** The same without the change: what detectors are calibrated on. */
  readonly healthy: string;
  readonly draw: (random: Random, changed: boolean) => number;
};

/** The change comes at this observation, and as many as `AFTER` follow. */
export const CHANGE = 2000;
export const AFTER = 1000;

const share =
  (before: number, after: number): Stream['draw'] =>
  (random, changed) =>
    random.uniform() < (changed ? after : before) ? 1 : 0;

/** Streams that detectors are compared on; latency is of median 1 and varies by e^0.5, plain and as the product observes it. */
export const streams: readonly Stream[] = [
  { name: 'errors .1', changes: false, healthy: 'errors .1', draw: share(0.1, 0.1) },
  { name: 'errors .1 to .2', changes: true, healthy: 'errors .1', draw: share(0.1, 0.2) },
  { name: 'errors .1 to .5', changes: true, healthy: 'errors .1', draw: share(0.1, 0.5) },
  { name: 'normal 0', changes: false, healthy: 'normal 0', draw: (random) => random.normal() },
  {
    name: 'normal 0 to 1',
    changes: true,
    healthy: 'normal 0',
    draw: (random, changed) => random.normal() + (changed ? 1 : 0),
  },
  {
    name: 'latency',
    changes: false,
    healthy: 'latency',
    draw: (random) => Math.exp(0.5 * random.normal()),
  },
  {
    name: 'latency x 1.5',
    changes: true,
    healthy: 'latency',
    draw: (random, changed) => Math.exp(0.5 * random.normal()) * (changed ? 1.5 : 1),
  },
  { name: 'ln latency', changes: false, healthy: 'ln latency', draw: (random) => 0.5 * random.normal() },
  {
    name: 'ln latency + ln 1.5',
    changes: true,
    healthy: 'ln latency',
    draw: (random, changed) => 0.5 * random.normal() + (changed ? Math.log(1.5) : 0),
  },
];

export function streamNamed(name: string): Stream {
  const stream = streams.find((one) => one.name === name);
  if (!stream) throw new Error(`there is no stream "${name}": ${streams.map((one) => one.name).join(', ')}`);
  return stream;
}

/** What a stream gives under a seed; `sample` keeps seeds for calibration apart from those that are measured. */
export function drawnFrom(stream: Stream, seed: number, sample = 'measured'): readonly number[] {
  const random = randomFrom(deriveSeed(seed, `${sample} ${stream.name}`));
  return Array.from({ length: CHANGE + AFTER }, (_, index) =>
    stream.draw(random, stream.changes && index >= CHANGE),
  );
}
