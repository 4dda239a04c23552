import { discounting } from '../../../machines/rules/bandit/discounting.ts';
import { driftReset, REWARD_DETECTOR } from '../../../machines/rules/bandit/driftReset.ts';
import { remembering } from '../../../machines/rules/bandit/learner.ts';
import { moving } from './instances.ts';
import { thompson } from './policies.ts';
import type { PolicyOf } from './policies.ts';

/** Thompson sampling under a floor, by how it learns. */
export type Contenders = Readonly<Record<'plain' | 'reset' | 'discounted', (floor: number) => PolicyOf>>;

/** 1 − sqrt(changes / requests) / 4: what Garivier and Moulines (2011) set for so many changes in so many requests. */
export const GAMMA = 1 - Math.sqrt((moving.phases.length - 1) / (moving.phases.length * moving.length)) / 4;

export const contenders: Contenders = {
  plain: (floor) => thompson(remembering, floor),
  reset: (floor) => thompson(driftReset(REWARD_DETECTOR), floor),
  discounted: (floor) => thompson(discounting(GAMMA), floor),
};

/** Told when the world moves: what nobody can know. */
export const oracle = (floor: number): PolicyOf =>
  thompson(remembering, floor, (t) => t > 0 && t % moving.length === 0);
