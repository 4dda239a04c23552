import type { ObserveRules, RunWindow } from '../../../events/capabilityFacts.ts';
import type { Metric } from '../../../events/drift.ts';
import { watchWindow } from './watch.ts';
import type { Watched, Watches } from './watch.ts';

/** What of a capability's detector state matters here. */
type Watching = {
  readonly alarm: 'quiet' | 'detected' | 'confirmed';
  readonly first: { readonly metrics: readonly Metric[] } | null;
  readonly cooldown: number;
  readonly watches?: Watches;
};

/**
 * What detectors make of a window, for the decision and for the state after it alike; null where the window rule watches every channel.
 * While an evolution goes on, and in the windows after one that found nothing better, they look away: these runs are of a thing known to drift.
 */
export function watchedBy(detector: Watching, window: RunWindow, rules: ObserveRules): Watched | null {
  if (!rules.detectors) return null;
  if (detector.alarm === 'confirmed' || detector.cooldown > 0)
    return { watches: detector.watches ?? {}, metrics: [], readings: [], waiting: new Set() };
  return watchWindow(detector.watches ?? {}, window, rules, detector.first?.metrics ?? []);
}
