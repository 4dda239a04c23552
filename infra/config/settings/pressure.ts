import { z } from 'zod';
import { PressureLevel } from '../../../events/pressure.ts';
import { fallbacks, LEVELS, OPTIMISATIONS } from '../../../machines/rules/pressure/levels.ts';
import type { Levels } from '../../../machines/rules/pressure/levels.ts';
import { Schedule, TimeZone } from './timeOfDay.ts';

const share = z.number().min(0).max(1);

/** What a level asks and allows. */
function levelOf(level: PressureLevel) {
  const rules = LEVELS[level];
  return z
    .strictObject({
      min_quality: share
        .default(rules.min_quality)
        .describe('A floor: nothing new below it is accepted for a task that says what it wants'),
      max_latency_ms: z
        .number()
        .positive()
        .nullable()
        .default(rules.max_latency_ms)
        .describe('What 95 of 100 runs have to take at most; null: any time'),
      optimization_level: z
        .enum(OPTIMISATIONS)
        .default(rules.optimization_level)
        .describe('What may be spent to make something better'),
      can_reject: z
        .boolean()
        .default(rules.can_reject)
        .describe('False: in place of no, the best there is and a warning'),
      fallback_pressure: PressureLevel.nullable()
        .default(rules.fallback_pressure)
        .describe('The easier level that is named when this one says no'),
    })
    .prefault({});
}

/** Under which pressure the house is and what that means: the section `pressure_management` of the settings. */
export const PressureSettings = z
  .strictObject({
    auto_detection: z
      .boolean()
      .default(true)
      .describe(
        'False: platform, load and time of day are not looked at; medium unless somebody says otherwise',
      ),
    time_zone: TimeZone.describe('In which the night is'),
    night: Schedule.describe('Low pressure; the first minute is in it, the last is not'),
    load_percent: z
      .number()
      .min(0)
      .max(1000)
      .default(80)
      .describe('Above this share of all cores over the last minute: high pressure'),
    low_memory_mb: z
      .int()
      .min(0)
      .default(2048)
      .describe('A machine that has less is under high pressure, as is a Raspberry Pi'),
    levels: z
      .strictObject({
        high: levelOf('high'),
        medium: levelOf('medium'),
        low: levelOf('low'),
        training: levelOf('training'),
      })
      .prefault({}),
  })
  .superRefine(({ levels }, context) => {
    for (const level of PressureLevel.options) {
      if (!goesInCircles(level, levels)) continue;
      context.addIssue({
        code: 'custom',
        path: ['levels', level, 'fallback_pressure'],
        message: `the fallbacks from \`${level}\` go in a circle`,
        params: { remedy: 'Let the last level have `fallback_pressure: null`.' },
      });
    }
  });
export type PressureSettings = z.infer<typeof PressureSettings>;

function goesInCircles(level: PressureLevel, levels: Levels): boolean {
  const last = fallbacks(level, levels).at(-1) ?? level;
  return levels[last].fallback_pressure !== null;
}
