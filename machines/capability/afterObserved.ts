import type { FactData } from '../../events/catalog.ts';
import { watchedBy } from '../rules/drift/watchedBy.ts';
import { afterChecked } from './ladder.ts';
import type { CapabilityContext, Detector } from './machine.ts';

/** The key is there only when something is watched, so that states of logs without detectors stay what they were. */
function watchedAfter(
  { declared, detector }: CapabilityContext,
  window: FactData<'runs.observed'>['window'],
): Pick<Detector, 'watches'> {
  const watched = declared ? watchedBy(detector, window, declared.observe) : null;
  return watched ? { watches: watched.watches } : {};
}

/** What a window of runs leaves: how far they were observed, and where it is of what is served, how its detectors stand. */
export function afterObserved(
  context: CapabilityContext,
  data: FactData<'runs.observed'>,
): Partial<CapabilityContext> {
  const before = context.detector;
  if (data.window.ran !== context.served) return { observed: data.to };
  const { window, finding } = data;
  const baseline = data.baseline ?? before.baseline;
  const fuel = data.fuel_checked ? [] : [...before.fuel, ...window.fuel];
  const detector: Detector = {
    windows: before.windows + 1,
    baseline,
    fuel,
    alarm:
      finding === 'detected' || finding === 'confirmed'
        ? finding
        : finding === 'cleared'
          ? 'quiet'
          : before.alarm,
    first:
      finding === 'detected'
        ? { metrics: data.metrics, failing: window.failing, heaviest: window.heaviest }
        : finding === 'cleared' || finding === 'confirmed'
          ? null
          : before.first,
    cooldown: Math.max(0, before.cooldown - 1),
    ...watchedAfter(context, window),
  };
  return { observed: data.to, detector, ...afterChecked(context, window) };
}
