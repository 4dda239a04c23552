import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { nextCron, parseCron } from '../../machines/rules/cronTime.ts';

const MINUTE_MS = 60_000;

/** A field and what it means, told apart from how it is read. */
function field(
  from: number,
  to: number,
): fc.Arbitrary<{ readonly text: string; readonly numbers: readonly number[] }> {
  const range = fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const all = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const part = fc.oneof(
    fc.constant({ text: '*', numbers: all }),
    fc.integer({ min: from, max: to }).map((number) => ({ text: String(number), numbers: [number] })),
    range.map(([low, high]) => ({
      text: `${low}-${high}`,
      numbers: all.filter((number) => number >= low && number <= high),
    })),
    fc.tuple(range, fc.integer({ min: 1, max: 20 })).map(([[low, high], step]) => ({
      text: `${low}-${high}/${step}`,
      numbers: all.filter((number) => number >= low && number <= high && (number - low) % step === 0),
    })),
    fc
      .integer({ min: 1, max: 30 })
      .map((step) => ({ text: `*/${step}`, numbers: all.filter((number) => (number - from) % step === 0) })),
  );
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(','),
    numbers: parts.flatMap(({ numbers }) => numbers),
  }));
}

const schedule = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6));
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2031, 0, 1) });

test.prop([schedule, moment], { numRuns: 60 })(
  'the next time is after now, fits every field, and none before it does',
  (fields, now) => {
    const next = nextCron(parseCron(fields.map(({ text }) => text).join(' ')), now) ?? Number.NaN;
    fc.pre(!Number.isNaN(next));
    const [minutes, hours, days, months, weekdays] = fields.map(({ numbers }) => new Set(numbers));
    const either = !fields[2].text.startsWith('*') && !fields[4].text.startsWith('*');
    const fits = (at: number): boolean => {
      const date = new Date(at);
      const [day, weekday] = [days!.has(date.getUTCDate()), weekdays!.has(date.getUTCDay())];
      return (
        minutes!.has(date.getUTCMinutes()) &&
        hours!.has(date.getUTCHours()) &&
        months!.has(date.getUTCMonth() + 1) &&
        (either ? day || weekday : day && weekday)
      );
    };
    expect(next).toBeGreaterThan(now);
    expect(next % MINUTE_MS).toBe(0);
    expect(fits(next)).toBe(true);
    // Every minute between, at most two weeks of them.
    const from = Math.max((Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS, next - 20_000 * MINUTE_MS);
    for (let at = from; at < next; at += MINUTE_MS)
      if (fits(at)) expect(new Date(at).toISOString()).toBe('no earlier one');
  },
);

const next = (text: string, now: string): string | null => {
  const at = nextCron(parseCron(text), Date.parse(now));
  return at === null ? null : new Date(at).toISOString();
};

it.each([
  ['0 2 * * *', '2026-11-21T01:59:59.999Z', '2026-11-21T02:00:00.000Z'],
  ['0 2 * * *', '2026-11-21T02:00:00.000Z', '2026-11-22T02:00:00.000Z'],
  ['*/15 * * * *', '2026-12-31T23:46:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['0 0 29 2 *', '2026-03-01T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ['0 9 * * 1-5', '2026-11-21T00:00:00.000Z', '2026-11-23T09:00:00.000Z'],
  ['0 9 * * 7', '2026-11-21T00:00:00.000Z', '2026-11-22T09:00:00.000Z'],
  ['0 9 1 * 1', '2026-11-24T00:00:00.000Z', '2026-11-30T09:00:00.000Z'],
  ['0 0 30 2 *', '2026-11-21T00:00:00.000Z', null],
])('%s after %s is %s', (text, now, expected) => expect(next(text, now)).toBe(expected));

it.each([
  ['0 2 * *', 'has 4 fields'],
  ['60 2 * * *', '"60" is no part of the minutes: 0 to 59'],
  ['0 2 0 * *', '"0" is no part of the days'],
  ['0 5-2 * * *', '"5-2" is no part of the hours'],
  ['*/0 * * * *', '"*/0" is no part of the minutes'],
  ['@daily', 'has 1 fields'],
  [', * * * *', 'the minutes are empty'],
  ['0 2 * * mon', '"mon" is no part of the weekdays'],
])('%s is refused', (text, said) => expect(() => parseCron(text)).toThrow(said));
