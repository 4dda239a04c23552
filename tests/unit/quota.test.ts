import { describe, expect, it } from 'vitest';
import { QuotaBook } from '../../actors/quota.ts';

const none = { cpu_ms_per_minute: null, runs_per_minute: null };
const START = 120_000;

describe('a quota', () => {
  it('of runs refuses the one after the last, until the minute of the clock is over', () => {
    let now = START + 59_999;
    const book = new QuotaBook(() => now, none);
    const quota = { ...none, runs_per_minute: 2 };
    for (const _ of [1, 2]) {
      expect(book.exceeded('a', quota)).toBeNull();
      book.begun('a');
    }
    expect(book.exceeded('a', quota)).toEqual({
      quota: 'runs',
      scope: 'capability',
      most: 2,
      used: 2,
      minute: 2,
      untilMs: 180_000,
    });
    expect(book.exceeded('b', quota)).toBeNull();
    now += 1;
    expect(book.exceeded('a', quota)).toBeNull();
  });

  it('of CPU time counts what runs took, and that of the process counts all capabilities', () => {
    const book = new QuotaBook(() => START, { ...none, cpu_ms_per_minute: 3 });
    const quota = { ...none, cpu_ms_per_minute: 2 };
    book.spent('a', 1999);
    expect(book.exceeded('a', quota)).toBeNull();
    book.spent('a', 1);
    expect(book.exceeded('a', quota)).toMatchObject({
      quota: 'cpu_ms',
      scope: 'capability',
      most: 2,
      used: 2,
    });
    expect(book.exceeded('b', none)).toBeNull();
    book.spent('b', 1000);
    expect(book.exceeded('c', none)).toMatchObject({ scope: 'process', most: 3, used: 3 });
  });

  it('that was told is told again in another minute, of another quota, and for another capability only', () => {
    let now = START;
    const book = new QuotaBook(() => now, none);
    const over = () => {
      book.begun('a');
      return book.exceeded('a', { ...none, runs_per_minute: 1 })!;
    };
    expect(book.isTold('a', over())).toBe(false);
    book.told('a', over());
    expect(book.isTold('a', over())).toBe(true);
    expect(book.isTold('b', over())).toBe(false);
    expect(book.isTold('a', { ...over(), quota: 'cpu_ms' })).toBe(false);
    now += 60_000;
    expect(book.isTold('a', over())).toBe(false);
  });
});
