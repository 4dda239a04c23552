import type { PressureLevel } from '../../../events/pressure.ts';
import type { Ceilings } from './ceiling.ts';
import { fallbacks } from './levels.ts';
import type { Levels } from './levels.ts';
import { shortQuality } from './qualityText.ts';

/** Whether a quality is in reach under a level, and what to do where it is not. */
export type QualityNegotiation =
  | { readonly canMeet: true; readonly reason: string; readonly suggestion: null }
  | {
      readonly canMeet: false;
      /** False: the level never says no, so the best there is is given with this as a warning. */
      readonly rejected: boolean;
      readonly reason: string;
      readonly suggestion: string;
      /** The first easier level under which it is in reach; null: there is none. */
      readonly recommended: PressureLevel | null;
      /** The best that can be promised under the level. */
      readonly maxQuality: number;
    };

/**
 * Quality against what a level can give (SPEC P42, C1, C2; S0 4.3): the ceiling is measured, and the chain of fallbacks is walked to the first
 * level that reaches it. The words are those of the paper.
 */
export function negotiateQuality(
  required: number,
  level: PressureLevel,
  ceilings: Ceilings,
  levels: Levels,
): QualityNegotiation {
  const maxQuality = ceilings[level].quality;
  if (required <= maxQuality)
    return { canMeet: true, reason: 'Can meet quality requirement', suggestion: null };
  const recommended = fallbacks(level, levels).find((next) => required <= ceilings[next].quality) ?? null;
  const [asked, max] = [shortQuality(required), shortQuality(maxQuality)];
  const refusal = { canMeet: false, rejected: levels[level].can_reject, recommended, maxQuality } as const;
  if (recommended !== null)
    return {
      ...refusal,
      reason: `Quality ${asked} not achievable under ${level} pressure (max: ${max})`,
      suggestion: `Recommend ${recommended} pressure to achieve quality ${asked}`,
    };
  return {
    ...refusal,
    reason: `Quality ${asked} not achievable (max: ${max})`,
    suggestion: `Accept quality ${max} or increase resources`,
  };
}
