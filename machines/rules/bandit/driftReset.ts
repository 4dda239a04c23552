import { adwin } from '../drift/adwin.ts';
import type { Detector, DetectorState } from '../drift/detector.ts';
import { remembering } from './learner.ts';
import type { Learner, Remembered } from './learner.ts';

/** Posteriors since the last reset, a detector per arm, and how often was reset. Plain JSON when the detector's state is. */
export type DriftReset<State extends DetectorState> = {
  readonly arms: Remembered;
  readonly watched: { readonly [arm: string]: State };
  readonly resets: number;
};

/**
 * ADWIN that looks at every reward: an arm that is rarely tried has too few of them to be looked at once in 32. Its delta is looser than a
 * capability's: a false alarm costs some tries, not an evolution.
 */
export const REWARD_DETECTOR = adwin({ clock: 1, delta: 0.01 });

/**
 * Thompson sampling whose posteriors begin anew when the world has moved: a drift detector watches the rewards of each arm, and its alarm
 * resets every arm, since what was known of the others is as old (Besson, Kaufmann et al., arXiv 1902.01575: global restart). Between
 * alarms it is plain Thompson sampling, so what it costs where nothing moves is its false alarms alone.
 * What nobody tries nobody sees change: the floor of `chooseArm` is what finds an arm that has become better.
 */
export function driftReset<State extends DetectorState>(
  detector: Detector<State>,
): Learner<DriftReset<State>> {
  if (detector.needsReference)
    throw new RangeError('bandit: rewards have no frozen reference; take a detector that needs none');
  return {
    initial: () => ({ arms: {}, watched: {}, resets: 0 }),
    step({ arms, watched, resets }, name, reward) {
      const seen = detector.step(watched[name] ?? detector.initial(null), reward);
      if (seen.alarm) return { arms: {}, watched: {}, resets: resets + 1 };
      return {
        arms: remembering.step(arms, name, reward),
        watched: { ...watched, [name]: seen },
        resets,
      };
    },
    posterior: ({ arms }, name) => remembering.posterior(arms, name),
  };
}
