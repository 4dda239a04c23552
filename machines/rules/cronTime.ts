/** Minutes at which something is due, in UTC: the sets that five cron fields stand for. */
export type CronTime = {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Both days and weekdays are given: either will do, as cron has it. */
  readonly eitherDay: boolean;
};

const FIELDS = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'days', from: 1, to: 31 },
  { name: 'months', from: 1, to: 12 },
  { name: 'weekdays', from: 0, to: 7 },
] as const;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Between two leap days lie at most eight years. */
const DAYS_MAX = 8 * 366 + 1;

/**
 * Reads five cron fields: minute, hour, day of the month, month, day of the week (SPEC E13: `0 2 * * *`). Each is `*`, a number, a range `1-5`, a range
 * with a step `8-18/2`, or several of these with commas; Sunday is 0 and 7. Throws RangeError that names the field.
 */
export function parseCron(text: string): CronTime {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== FIELDS.length)
    throw new RangeError(
      `schedule "${text}" has ${fields.length} fields: five are meant, such as \`0 2 * * *\` (minute, hour, day, month, weekday)`,
    );
  const [minutes, hours, days, months, weekdays] = FIELDS.map(({ name, from, to }, index) => {
    const numbers = new Set<number>();
    for (const part of fields[index]!.split(','))
      for (const number of part === '' ? [] : numbersOf(part, { name, from, to }, text)) numbers.add(number);
    if (numbers.size === 0) throw new RangeError(`schedule "${text}": the ${name} are empty`);
    return numbers;
  });
  if (weekdays!.delete(7)) weekdays!.add(0);
  const given = (index: number): boolean => !fields[index]!.startsWith('*');
  return {
    minutes: minutes!,
    hours: hours!,
    days: days!,
    months: months!,
    weekdays: weekdays!,
    eitherDay: given(2) && given(4),
  };
}

function numbersOf(
  part: string,
  { name, from, to }: { readonly name: string; readonly from: number; readonly to: number },
  text: string,
): readonly number[] {
  const read = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
  const wrong = (): RangeError =>
    new RangeError(
      `schedule "${text}": "${part}" is no part of the ${name}: ${from} to ${to}, such as *, 5, 1-5, */15`,
    );
  if (!read) throw wrong();
  const [, first, second, every] = read;
  const low = first === undefined ? from : Number(first);
  const high =
    second === undefined ? (first === undefined || every !== undefined ? to : low) : Number(second);
  const step = every === undefined ? 1 : Number(every);
  if (low < from || high > to || low > high || step < 1) throw wrong();
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
}

/** The first minute after `now` (ms since the epoch) that the fields name, in ms; null: there is none, such as on 30 February. */
export function nextCron(time: CronTime, now: number): number | null {
  const first = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
  const today = Math.floor(first / DAY_MS) * DAY_MS;
  for (let day = 0; day < DAYS_MAX; day += 1) {
    const at = today + day * DAY_MS;
    if (!isDay(time, new Date(at))) continue;
    for (let minute = at < first ? (first - at) / MINUTE_MS : 0; minute < 24 * 60; minute += 1)
      if (time.hours.has(Math.floor(minute / 60)) && time.minutes.has(minute % 60))
        return at + minute * MINUTE_MS;
  }
  return null;
}

function isDay({ days, months, weekdays, eitherDay }: CronTime, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const day = days.has(date.getUTCDate());
  const weekday = weekdays.has(date.getUTCDay());
  return eitherDay ? day || weekday : day && weekday;
}
