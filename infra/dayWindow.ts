/** A part of each day, in minutes after midnight: `from` belongs to it, `to` does not (SPEC C5). `to` below `from` goes over midnight. */
export type Window = { readonly from: number; readonly to: number };

const DAY = 1440;
const MINUTE_MS = 60_000;

/** `22:00-06:00` as a window; null when it is not one. Begin and end differ; `24:00` is an end. */
export function parseSchedule(text: string): Window | null {
  const found = /^(\d{2}):([0-5]\d)-(\d{2}):([0-5]\d)$/.exec(text);
  if (found === null) return null;
  const [fromHour, fromMinute, toHour, toMinute] = found.slice(1).map(Number);
  const from = fromHour! * 60 + fromMinute!;
  const to = toHour! * 60 + toMinute!;
  return from < DAY && to <= DAY && from !== to % DAY ? { from, to: to % DAY } : null;
}

/** Whether this house knows the clock of a zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Minutes after midnight on a clock in the zone. `at`: milliseconds of the epoch. */
export function minuteIn(timeZone: string, at: number): number {
  return shown(at, timeZone).minute;
}

/** What a clock in the zone shows: the day, and the minutes since its midnight. `at`: milliseconds of the epoch. */
function shown(at: number, timeZone: string): { readonly day: string; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)!.value;
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

export type Moment = {
  /** Whether the window is open. */
  readonly open: boolean;
  /** The day whose budget is used, `2026-11-21`: the day on which the night began, else that of the clock. */
  readonly day: string;
  /** When the window opens next, in milliseconds of the epoch; `at` itself while it is open. */
  readonly opensAt: number;
};

/**
 * Where a moment stands to a window of the day in a zone (SPEC C5, P63). A night over midnight belongs to the day on which it began, so that
 * what remains of it after midnight spends what is left of the same budget. On the days on which clocks change a window is read off the clock as everybody reads it.
 */
export function momentIn(window: Window, timeZone: string, at: number): Moment {
  const { day, minute } = shown(at, timeZone);
  if (!isIn(window, minute)) return { open: false, day, opensAt: opening(window, timeZone, at, minute) };
  const afterMidnight = window.to < window.from && minute < window.to;
  return { open: true, day: afterMidnight ? dayBefore(day) : day, opensAt: at };
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY * MINUTE_MS).toISOString().slice(0, 10);
}

/** The first minute from `at` on at which the window is open; a clock that jumps over its begin opens it where it lands. */
function opening(window: Window, timeZone: string, at: number, minute: number): number {
  const start = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  // An hour and some before the clock says so, minute by minute: clocks that change may be ahead or behind by then.
  const away = (window.from - minute + DAY) % DAY;
  for (let ahead = Math.max(1, away - 130); ; ahead += 1) {
    const then = start + ahead * MINUTE_MS;
    if (isIn(window, shown(then, timeZone).minute)) return then;
  }
}

function isIn({ from, to }: Window, minute: number): boolean {
  return to < from ? minute >= from || minute < to : minute >= from && minute < to;
}
