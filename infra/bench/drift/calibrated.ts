import type { Detector } from '../../../machines/rules/drift/detector.ts';
import type { Dial } from './contenders.ts';
import { measured } from './measured.ts';
import type { Stream } from './streams.ts';

/** False alarms per 1,000 healthy runs at which delays are compared. */
export const RATE = 0.1;
const HALVINGS = 10;

/**
 * The most watchful level at which a detector stays at `RATE` or below on healthy streams of seeds of their own: bisection, since alarms
 * become fewer as the level rises. Null where the dial does not fit the stream.
 */
export function calibrated(
  dial: Dial,
  healthy: Stream,
  seeds: readonly number[],
): { readonly level: number; readonly detector: Detector } | null {
  let [loud, quiet] = dial.levels;
  for (let i = 0; i < HALVINGS; i += 1) {
    const level = (loud + quiet) / 2;
    const detector = dial.on(healthy, level);
    if (!detector) return null;
    if (measured(detector, healthy, seeds, 'calibration').rate <= RATE) quiet = level;
    else loud = level;
  }
  const detector = dial.on(healthy, quiet);
  return detector && { level: quiet, detector };
}
