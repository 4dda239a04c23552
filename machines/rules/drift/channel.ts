import type { RunWindow } from '../../../events/capabilityFacts.ts';
import type { DriftReason } from '../../../events/drift.ts';
import type { Run } from '../../../events/run.ts';
import type { Direction } from './detector.ts';

/** What of runs is observed, and how its numbers are to be read (SPEC P15-P17, A4). */
export type Channel = {
  readonly bad: Direction;
  /** Observations are natural logarithms: a factor is then a difference, whatever the scale. */
  readonly logarithmic: boolean;
  /** A baseline's deviation counts as at least this: what never varied is known no better than that. Channel units. */
  readonly leastDeviation: number;
  /** One observation may have stayed away by chance: this far off, it is added to every spread. Channel units. */
  readonly unseen: number;
  /** One run's observation; null where the run says nothing of it. */
  readonly of: (run: Run) => number | null;
};

/** Three decimals: a thousandth of a share, a tenth of a per cent of a time. */
function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function logarithm(value: number): number {
  return round3(Math.log(Math.max(1, value)));
}

export const channels: Readonly<Record<DriftReason, Channel>> = {
  quality: {
    bad: 'down',
    logarithmic: false,
    leastDeviation: 0.25,
    unseen: 1,
    of: ({ quality }) => (quality === null ? null : round3(quality)),
  },
  latency: {
    bad: 'up',
    logarithmic: true,
    leastDeviation: 0.05,
    unseen: 0.05,
    // An answer given again says nothing of how fast the thing is.
    of: ({ cache, latency_us }) => (cache === 'hit' ? null : logarithm(latency_us)),
  },
  fuel: {
    bad: 'up',
    logarithmic: true,
    leastDeviation: 0.05,
    unseen: 0.05,
    of: ({ fuel }) => (fuel === null ? null : logarithm(fuel)),
  },
  errors: {
    bad: 'up',
    logarithmic: false,
    leastDeviation: 0.25,
    unseen: 1,
    of: ({ outcome }) => (outcome === 'ok' ? 0 : 1),
  },
  cache: {
    bad: 'down',
    logarithmic: false,
    leastDeviation: 0.25,
    unseen: 1,
    of: ({ cache }) => (cache === 'none' ? null : cache === 'hit' ? 1 : 0),
  },
};

/** What a window holds of a channel, in run order. */
export function observationsOf(window: RunWindow, channel: DriftReason): readonly number[] {
  if (channel === 'fuel') return window.fuel.map(logarithm);
  return window.observations?.[channel] ?? [];
}
