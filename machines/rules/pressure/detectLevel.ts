import type { PressureInputs, PressureLevel, PressureReason } from '../../../events/pressure.ts';

/** What a machine of this kind calls its platform. */
export const RASPBERRY_PI = 'raspberry-pi';

/** Whether a minute of the day is in a window that may go over midnight. Half-open: `from` is in it, `to` is not (SPEC C5). */
export function inWindow(
  minute: number,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/**
 * The level that what was measured gives, and the rule that gave it (SPEC P38-P41, C3): what somebody said of what they want, then the
 * platform and little memory, then the load, then the night, else medium. The first that holds decides.
 */
export function detectLevel(inputs: PressureInputs): {
  readonly level: PressureLevel;
  readonly reason: PressureReason;
} {
  const { context, platform, memory_mb, load_percent, minute } = inputs;
  if (context === 'training') return { level: 'training', reason: context };
  if (context === 'urgent') return { level: 'high', reason: context };
  if (context === 'background') return { level: 'low', reason: context };
  if (inputs.auto_detection) {
    if (platform === RASPBERRY_PI) return { level: 'high', reason: 'platform' };
    if (memory_mb < inputs.low_memory_mb) return { level: 'high', reason: 'memory' };
    if (load_percent > inputs.load_percent_max) return { level: 'high', reason: 'load' };
    if (inWindow(minute, inputs.night)) return { level: 'low', reason: 'night' };
  }
  return { level: 'medium', reason: 'default' };
}
