import { z } from 'zod';
import { Timestamp } from './commit.ts';
import { Count, Score01 } from './proof.ts';

/** How much a house can afford at the moment (SPEC P34). High: hardly anything. Training: everything is kept, nothing is improved. */
export const PressureLevel = z.enum(['high', 'medium', 'low', 'training']);
export type PressureLevel = z.infer<typeof PressureLevel>;

/** What somebody says of what they want; it goes before whatever is measured (SPEC C3). */
export const PressureContext = z.enum(['training', 'urgent', 'background']);
export type PressureContext = z.infer<typeof PressureContext>;

/** Minutes after midnight. */
const Minute = z.int().min(0).max(1439);

/** What a level is found by: measured at the edge, with the settings it is judged by (SPEC C3, C5). */
export const PressureInputs = z.strictObject({
  context: PressureContext.nullable(),
  /** `raspberry-pi`, or the operating system and its architecture. */
  platform: z.string().max(80),
  memory_mb: Count,
  /** Of all cores, over the last minute; more than 100 when work queues up. */
  load_percent: z.number().min(0),
  minute: Minute,
  /** In which it is this minute of the day. */
  time_zone: z.string().max(80),
  auto_detection: z.boolean(),
  low_memory_mb: Count,
  load_percent_max: z.number().min(0),
  /** Half-open: `from` is in it, `to` is not. */
  night: z.strictObject({ from: Minute, to: Minute }),
});
export type PressureInputs = z.infer<typeof PressureInputs>;

/** The rule that gave a level, in the order they are asked; `set`: somebody named the level. */
export const PressureReason = z.enum([
  'set',
  'training',
  'urgent',
  'background',
  'platform',
  'memory',
  'load',
  'night',
  'default',
]);
export type PressureReason = z.infer<typeof PressureReason>;

/** What a machine has to work with. */
export const Hardware = z.strictObject({
  /** Of all graphics cards together; null: there is none. */
  gpu_mb: Count.nullable(),
  memory_mb: Count,
  cores: z.int().min(1),
});
export type Hardware = z.infer<typeof Hardware>;

/** Under which pressure a task was taken that said what it wants. */
export const TaskPressure = z.strictObject({
  level: PressureLevel,
  reason: PressureReason,
  /** Up to which position of the log the pressure was read. */
  position: Count,
  /** The quality that was asked for; null: none. */
  required: Score01.nullable(),
  /** The best that could be promised under this level. */
  max_quality: Score01,
  /** That was measured; else it is what is expected where nothing is. */
  measured: z.boolean(),
  /** What was asked for is out of reach, and the best there is was given; null: it is in reach. */
  warning: z.string().max(400).nullable(),
});
export type TaskPressure = z.infer<typeof TaskPressure>;

/** Facts of the actor `pressure/main`: under which pressure the house is, and what it runs on. */
export const pressureFacts = {
  'pressure.changed': z.strictObject({
    level: PressureLevel,
    /** Null: nobody had looked yet. */
    before: PressureLevel.nullable(),
    reason: PressureReason,
    /** Null where somebody named the level. */
    inputs: PressureInputs.nullable(),
    /** When a level that was named ends by itself; null: it does not, or it was found. */
    until: Timestamp.nullable(),
  }),
  /** Said when memory grew or shrank by more than half (SPEC T29, C58), and of the first look. */
  'hardware.changed': z.strictObject({
    before: Hardware.nullable(),
    after: Hardware,
    /** Of graphics memory, of main memory where there is no graphics card; null: there was nothing to compare. */
    ratio: z.number().min(0).nullable(),
    /** What could not be tried before may be possible now. */
    grew: z.boolean(),
  }),
};
