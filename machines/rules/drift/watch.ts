import type { ObserveRules, RunWindow } from '../../../events/capabilityFacts.ts';
import { DriftReason } from '../../../events/drift.ts';
import type { Metric, Reading } from '../../../events/drift.ts';
import type { DetectorChoice } from '../../../events/driftDetectors.ts';
import { channels, observationsOf } from './channel.ts';
import type { Channel } from './channel.ts';
import type { Detector, DetectorState, Reference } from './detector.ts';
import { detectorOf } from './detectorOf.ts';

/** Number, mean and sum of squared deviations of observations; channel units. */
type Moments = { readonly n: number; readonly mean: number; readonly squares: number };

/** What is remembered of a channel that a detector watches. */
export type Watch = {
  /** Grows until `baseline_runs` observations are in, then stays: drift is measured against it. */
  readonly baseline: Moments;
  /** Null until a detector that needs the baseline has it. */
  readonly state: DetectorState | null;
  /** What came in since the alarm that is to be confirmed. */
  readonly since?: Moments | undefined;
};
export type Watches = { readonly [channel in DriftReason]?: Watch };

/** What a window says of the channels that detectors watch. `waiting`: alarms that have too few observations to be confirmed or cleared. */
export type Watched = {
  readonly watches: Watches;
  readonly metrics: readonly Metric[];
  readonly readings: readonly Reading[];
  readonly waiting: ReadonlySet<DriftReason>;
};

/** Standard errors of the difference of two means (Welch): of healthy runs one in 700 goes beyond by chance. */
const SURE = 3;
/** Windows that an alarm may wait for the next one to decide. */
const PATIENCE = 4;

const none: Moments = { n: 0, mean: 0, squares: 0 };

/** Welford's update. */
function grown(moments: Moments, values: readonly number[]): Moments {
  let { n, mean, squares } = moments;
  for (const x of values) {
    n += 1;
    const before = x - mean;
    mean += before / n;
    squares += before * (x - mean);
  }
  return { n, mean, squares };
}

function referenceOf({ n, mean, squares }: Moments, { leastDeviation }: Channel): Reference {
  return { n, mean, sd: Math.max(leastDeviation, Math.sqrt(squares / Math.max(1, n - 1))) };
}

/**
 * Folds one window into the detectors of its channels. `alarmed`: metrics of the first alarming window while it waits to be confirmed.
 * - The first `baseline_runs` observations freeze the baseline; nothing is said before.
 * - An alarm counts when it is for the worse and what is recent is worse than the frozen baseline: what became better, or came back, has
 *   not drifted.
 * - A window that alarms is not folded: what drifts must not become what is normal. Nor is the window that confirms.
 * - What came since confirms when its mean lies at least half way from the baseline to what raised the alarm, and is worse than the baseline
 *   by `SURE` standard errors; it clears when it lies before half way. With fewer than `min_samples`, or between the two, it waits for
 *   the next window, up to `PATIENCE` windows in all.
 */
export function watchWindow(
  before: Watches,
  window: RunWindow,
  rules: ObserveRules,
  alarmed: readonly Metric[],
): Watched {
  const watches: { [channel in DriftReason]?: Watch } = {};
  const metrics: Metric[] = [];
  const readings: Reading[] = [];
  const waiting = new Set<DriftReason>();
  for (const reason of DriftReason.options) {
    const choice = rules.detectors?.[reason];
    if (!choice) continue;
    const channel = channels[reason];
    const detector = detectorOf(choice, channel.bad, channel.logarithmic);
    const watch = before[reason] ?? {
      baseline: none,
      state: detector.needsReference ? null : detector.initial(null),
    };
    const values = observationsOf(window, reason);
    const first = alarmed.find((metric) => metric.reason === reason && metric.alarm);
    if (first) {
      const since = grown(watch.since ?? none, values);
      watches[reason] = { ...watch, since };
      const bar = barOf(first, watch.baseline, since, channel);
      const few = since.n < rules.min_samples;
      if (!few && atLeast(since.mean, bar.sure, channel))
        metrics.push({
          ...first,
          statistic: inUnits(since.mean, channel),
          threshold: inUnits(bar.sure, channel),
          samples: since.n,
        });
      else if (few || (atLeast(since.mean, bar.halfWay, channel) && since.n < PATIENCE * rules.window))
        waiting.add(reason);
      continue;
    }
    const { since: _, ...kept } = watch;
    if (watch.baseline.n < rules.baseline_runs) {
      watches[reason] = learnt(kept, values, { detector, channel, least: rules.baseline_runs });
      continue;
    }
    const seen = folded(kept, values, detector, channel);
    watches[reason] = seen.alarm ? kept : { ...kept, state: seen.state };
    readings.push(readingOf(reason, choice, seen));
    if (seen.alarm) metrics.push(alarmOf(reason, choice, seen, kept.baseline));
  }
  return { watches, metrics, readings, waiting };
}

type Learning = { readonly detector: Detector; readonly channel: Channel; readonly least: number };

/** The baseline comes in; detectors that look at the stream alone begin with it, whatever they say of it. */
function learnt(watch: Watch, values: readonly number[], { detector, channel, least }: Learning): Watch {
  const baseline = grown(watch.baseline, values);
  if (watch.state === null)
    return {
      baseline,
      state: baseline.n < least ? null : detector.initial(referenceOf(baseline, channel)),
    };
  return { baseline, state: values.reduce((state, x) => detector.step(state, x), watch.state) };
}

type Seen = { readonly state: DetectorState; readonly observed: number; readonly alarm: boolean };

/** Observation by observation, up to the first alarm that counts. */
function folded(
  { baseline, state: from }: Watch,
  values: readonly number[],
  detector: Detector,
  { bad }: Channel,
): Seen {
  if (!from) throw new Error('a channel with a baseline has no state of its detector: the watch is broken');
  let state = from;
  for (const [index, x] of values.entries()) {
    state = detector.step(state, x);
    const worse = bad === 'up' ? state.recent > baseline.mean : state.recent < baseline.mean;
    if (state.alarm === bad && worse) return { state, observed: index + 1, alarm: true };
  }
  return { state, observed: values.length, alarm: false };
}

function round6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function readingOf(channel: DriftReason, { name }: DetectorChoice, { state, alarm }: Seen): Reading {
  const { n, statistic, threshold } = state;
  return {
    channel,
    detector: name,
    observations: n,
    statistic: round6(statistic),
    threshold: round6(threshold),
    alarm,
  };
}

/** A mean of observations in units of the metric: µs and fuel units where observations are logarithms. */
function inUnits(mean: number, { logarithmic }: Channel): number {
  return round6(logarithmic ? Math.exp(mean) : mean);
}

function alarmOf(
  reason: DriftReason,
  detector: DetectorChoice,
  { state, observed }: Seen,
  { mean }: Moments,
): Metric {
  const channel = channels[reason];
  return {
    reason,
    statistic: inUnits(state.recent, channel),
    baseline: inUnits(mean, channel),
    threshold: inUnits((mean + state.recent) / 2, channel),
    samples: observed,
    alarm: {
      detector,
      statistic: round6(state.statistic),
      threshold: round6(state.threshold),
      observations: state.n,
      in_window: observed,
    },
  };
}

/** What the mean since the alarm has to reach to confirm it, and to be waited for; channel units. */
function barOf(
  { threshold }: Metric,
  baseline: Moments,
  since: Moments,
  { bad, logarithmic, unseen }: Channel,
): { readonly halfWay: number; readonly sure: number } {
  const variance = ({ n, squares }: Moments): number => (squares + unseen * unseen) / n / n;
  const margin = SURE * Math.sqrt(variance(baseline) + variance(since));
  const halfWay = logarithmic ? Math.log(threshold) : threshold;
  const sure =
    bad === 'up' ? Math.max(halfWay, baseline.mean + margin) : Math.min(halfWay, baseline.mean - margin);
  return { halfWay, sure };
}

function atLeast(mean: number, bar: number, { bad }: Channel): boolean {
  return bad === 'up' ? mean >= bar : mean <= bar;
}
