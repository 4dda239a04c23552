import type { PressureLevel } from '../../../events/pressure.ts';
import type { Ceilings } from './ceiling.ts';
import type { Levels } from './levels.ts';
import { negotiateQuality } from './negotiateQuality.ts';
import { fullQuality } from './qualityText.ts';

/** Whether a level can give a quality, in one sentence of S1 Layer 4 (SPEC A8). */
export function canMeet(
  level: PressureLevel,
  required: number,
  ceilings: Ceilings,
  levels: Levels,
): { readonly canMeet: boolean; readonly reason: string } {
  const answer = negotiateQuality(required, level, ceilings, levels);
  if (answer.canMeet) return { canMeet: true, reason: answer.reason };
  const max = fullQuality(answer.maxQuality);
  const instead =
    answer.recommended === null
      ? `Accept quality ${max} or increase resources.`
      : `Recommend ${answer.recommended.toUpperCase()} pressure or accept quality ${max}.`;
  return {
    canMeet: false,
    reason: `Quality ${fullQuality(required)} not achievable under ${level.toUpperCase()} pressure (max: ${max}). ${instead}`,
  };
}
