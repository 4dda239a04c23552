import type { RunPlace } from '../../events/capabilityFacts.ts';
import type { RolloutPlan } from '../../events/rolloutFacts.ts';
import type { EffectFailed, TellRefused } from '../decision.ts';

/** One run as a rollout sees it. */
export type Seen = {
  readonly artifact: string;
  /** It ran on the incumbent's input and answered nobody. */
  readonly beside: boolean;
  /** In [0, 1]; null: not judged. */
  readonly quality: number | null;
  readonly failed: boolean;
  /** Null: not counted on this run. */
  readonly fuel: number | null;
  readonly latency_us: number;
  /** The challenger whose turn it was and that could not be called: it leaves. */
  readonly instead_of?: string;
};

/** What an arm is found to be before the rollout begins. */
export type CheckedArm = {
  readonly artifact: string;
  /** sha256 of its source: two arms of one source are one. Null: there is no such artifact. */
  readonly source: string | null;
  readonly capability: string | null;
  readonly state: string;
  readonly quarantined: boolean;
};

/** At most so many values in one `observe`. */
export const SEEN_MAX = 200;

export type RolloutCommand =
  /** Told by the capability that opened it. */
  | { readonly type: 'propose'; readonly plan: RolloutPlan }
  /** The arms as their actors know them; the incumbent first. */
  | { readonly type: 'armsChecked'; readonly arms: readonly CheckedArm[] }
  /** Runs in the order of the log, at most 200; `from` is where the last one ended. */
  | {
      readonly type: 'observe';
      readonly from: RunPlace;
      readonly to: RunPlace;
      readonly seen: readonly Seen[];
    }
  /** By hand: the incumbent stays. */
  | { readonly type: 'stop'; readonly reason: string }
  /** Told by the capability: it ended the split itself. */
  | { readonly type: 'lost'; readonly by: 'rollback' | 'promotion'; readonly reason: string }
  /** Told by the capability: the challenger serves. */
  | { readonly type: 'promoted'; readonly artifact: string }
  /** Told by the capability: what this promoted was rolled back. */
  | {
      readonly type: 'reverse';
      readonly artifact: string;
      readonly instead: string;
      readonly reason: string;
    }
  | EffectFailed
  | TellRefused;
