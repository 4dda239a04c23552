import type { Tier } from '../../../machines/rules/ladder.ts';
import type { Model } from '../../models/model.ts';

/** A language model with settings: an arm of the bandit beside the genetic editor and the repair library (DESIGN 9). */
export type ModelGenerator = {
  readonly name: string;
  readonly model: Model;
  /** Null: what the rung of the ladder says. */
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  readonly tier: Tier;
};

/** The longest answer of an experiment, in tokens, where the generator has no bound of its own: what it may cost is reserved by it. */
export const EXPERIMENT_TOKENS = 4096;
