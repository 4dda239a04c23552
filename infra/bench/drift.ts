import { calibrated, RATE } from './drift/calibrated.ts';
import { contenders, dials, SEED_RULE } from './drift/contenders.ts';
import type { Contender, Dial } from './drift/contenders.ts';
import { measured } from './drift/measured.ts';
import type { Measured } from './drift/measured.ts';
import { atDefaults, atOneRate } from './drift/rows.ts';
import { AFTER, CHANGE, streamNamed, streams } from './drift/streams.ts';
import type { BenchOutcome } from './outcome.ts';

export type DriftBenchOptions = {
  /** Streams of each kind. */
  readonly streams?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
  /** What is measured instead of the product's detectors, as a test does that wants to hear no. */
  readonly contenders?: readonly Contender[];
  readonly dials?: readonly Dial[];
};

export type DriftLine = Measured & {
  readonly detector: string;
  readonly stream: string;
  /** Where the dial stands; null at defaults. */
  readonly level: number | null;
};

/**
 * Simulated streams, healthy and changed, past every detector: false alarms, delays and misses at the defaults, then delays at one rate of
 * false alarms, set on streams of other seeds (SPEC P15-P17, A4). Says no where a detector that is to be quiet is not, where one differs
 * from river's on the same streams, and where the rate that was set does not hold on fresh streams.
 */
export async function benchDrift({
  streams: count = 60,
  seed = 1,
  progress = () => {},
  contenders: asConfigured = contenders,
  dials: tuned = dials,
}: DriftBenchOptions): Promise<BenchOutcome & { readonly detail: readonly DriftLine[] }> {
  const seedsOf = (share: number): readonly number[] =>
    Array.from({ length: Math.max(1, Math.round(count * share)) }, (_, index) => seed + index);
  const detail: DriftLine[] = [];
  for (const { name, on, share } of asConfigured) {
    progress(`${name} at its defaults: ${seedsOf(share).length} streams of each kind`);
    for (const stream of streams) {
      const detector = on(stream);
      if (!detector) continue;
      const line = measured(detector, stream, seedsOf(share));
      detail.push({ detector: name, stream: stream.name, level: null, ...line });
    }
  }
  for (const dial of tuned) {
    progress(`${dial.name} at ${RATE} false alarms per 1,000 healthy runs`);
    for (const healthy of new Set(streams.map((stream) => stream.healthy))) {
      const set = calibrated(dial, streamNamed(healthy), seedsOf(dial.share));
      if (!set) continue;
      for (const stream of streams.filter((one) => one.healthy === healthy)) {
        const line = measured(set.detector, stream, seedsOf(dial.share), 'fresh');
        detail.push({ detector: dial.name, stream: stream.name, level: set.level, ...line });
      }
    }
  }
  const rows = [...atDefaults(detail, { seed, streams: count }), ...atOneRate(detail, SEED_RULE)];
  return {
    bench: 'drift',
    config: { simulated: true, streams: count, change: CHANGE, after: AFTER, rate: RATE },
    seeds: seedsOf(1),
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
    detail,
  };
}
