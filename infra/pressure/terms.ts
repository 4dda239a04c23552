import type { TaskPressure } from '../../events/pressure.ts';
import { bestUnder } from '../../machines/rules/pressure/bestUnder.ts';
import { ceilingsOf } from '../../machines/rules/pressure/ceiling.ts';
import { canMeet } from '../../machines/rules/pressure/canMeet.ts';
import type { Optimisation } from '../../machines/rules/pressure/levels.ts';
import { tierUnder } from '../../machines/rules/pressure/tierUnder.ts';
import type { Dse } from '../running.ts';
import { currentPressure } from './currentPressure.ts';

/** What a task says of itself beyond its words. */
export type Wanted = {
  /** What is needed at least; null: what the capability asks for. */
  readonly quality: number | null;
  readonly urgent: boolean;
};

/** On which terms a task is taken under the pressure of the moment. */
export type Terms =
  | { readonly status: 'refused'; readonly reason: string; readonly pressure: TaskPressure }
  | {
      readonly status: 'taken';
      readonly pressure: TaskPressure;
      /** What something new has to reach. */
      readonly qualityMin: number;
      /** What something new may be made with. */
      readonly tier: Optimisation;
      /** What is stored and good enough, or the best there is where the level never says no; null: nothing. */
      readonly stored: { readonly artifact: string; readonly quality: number } | null;
    };

/** The terms of a task that says what it wants (SPEC P41, P42, C1, C2). A task that says nothing has none: it never depends on how busy the machine is. */
export async function termsOf(dse: Dse, capability: string, { quality, urgent }: Wanted): Promise<Terms> {
  const { levels } = dse.pressure;
  const { level, reason, position } = await currentPressure(dse, dse.pressure, urgent ? 'urgent' : null);
  const variants = await dse.workshop.readModel.variants(capability);
  const ceilings = ceilingsOf(variants, levels);
  const answer = quality === null ? null : canMeet(level, quality, ceilings, levels);
  const missed = answer?.canMeet === false;
  const pressure: TaskPressure = {
    level,
    reason,
    position,
    required: quality,
    max_quality: ceilings[level].quality,
    measured: ceilings[level].measured,
    warning: missed && !levels[level].can_reject ? answer.reason : null,
  };
  if (missed && levels[level].can_reject) return { status: 'refused', reason: answer.reason, pressure };
  return {
    status: 'taken',
    pressure,
    qualityMin: Math.max(levels[level].min_quality, missed ? 0 : (quality ?? 0)),
    tier: tierUnder(level, 'generate', levels),
    stored: quality === null ? null : bestUnder(level, variants, levels, missed ? null : quality),
  };
}
