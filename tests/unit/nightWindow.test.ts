import { describe, expect, it } from 'vitest';
import { isTimeZone, momentIn, parseSchedule } from '../../infra/dayWindow.ts';

const night = parseSchedule('22:00-06:00')!;
const moment = (time: string, zone = 'UTC', window = night) => {
  const { opensAt, ...rest } = momentIn(window, zone, Date.parse(time));
  return { ...rest, opensAt: new Date(opensAt).toISOString().slice(0, 16) };
};

describe('a window of the day', () => {
  it('is begin and end in 24 hours', () => {
    expect(night).toEqual({ from: 1320, to: 360 });
    expect(parseSchedule('00:00-24:00')).toBeNull();
    expect(parseSchedule('20:00-24:00')).toEqual({ from: 1200, to: 0 });
    for (const wrong of [
      '',
      '22-06',
      '22:00',
      '24:00-06:00',
      '22:60-06:00',
      '7:00-08:00',
      '22:00 - 06:00',
      '10:00-10:00',
    ])
      expect(parseSchedule(wrong), wrong).toBeNull();
  });

  it('is open from its begin to before its end', () => {
    expect(moment('2026-11-21T21:59:59Z')).toMatchObject({ open: false, opensAt: '2026-11-21T22:00' });
    expect(moment('2026-11-21T22:00:00Z')).toMatchObject({ open: true });
    expect(moment('2026-11-22T05:59:59Z')).toMatchObject({ open: true });
    expect(moment('2026-11-22T06:00:00Z')).toMatchObject({ open: false, opensAt: '2026-11-22T22:00' });
  });

  it('has a night belong to the day on which it began', () => {
    expect(moment('2026-11-21T23:30:00Z').day).toBe('2026-11-21');
    expect(moment('2026-12-01T03:00:00Z').day).toBe('2026-11-30');
    expect(moment('2026-12-01T12:00:00Z').day).toBe('2026-12-01');
  });

  it('is read on the clock of its zone', () => {
    expect(moment('2026-11-21T21:30:00Z', 'Europe/Berlin')).toMatchObject({ open: true, day: '2026-11-21' });
    expect(moment('2026-11-21T21:30:00Z', 'Asia/Tokyo')).toMatchObject({ open: false, day: '2026-11-22' });
    expect(moment('2026-11-22T00:00:00Z', 'America/New_York')).toMatchObject({
      open: false,
      day: '2026-11-21',
      opensAt: '2026-11-22T03:00',
    });
  });

  it('by day belongs to that day', () => {
    const day = parseSchedule('09:00-17:00')!;
    expect(moment('2026-11-21T09:00:00Z', 'UTC', day)).toMatchObject({ open: true, day: '2026-11-21' });
    expect(moment('2026-11-21T17:00:00Z', 'UTC', day)).toMatchObject({
      open: false,
      opensAt: '2026-11-22T09:00',
    });
  });

  it('opens where the clock lands when it is put forward over the begin', () => {
    // 29 March 2026, Berlin: 02:00 becomes 03:00.
    const window = parseSchedule('02:30-05:00')!;
    expect(moment('2026-03-29T00:00:00Z', 'Europe/Berlin', window).opensAt).toBe('2026-03-29T01:00');
  });

  it('opens at the time of the clock on the day on which it is put back', () => {
    // 25 October 2026, Berlin: 03:00 becomes 02:00, the day has 25 hours.
    expect(moment('2026-10-25T05:00:00Z', 'Europe/Berlin').opensAt).toBe('2026-10-25T21:00');
    expect(moment('2026-10-24T20:00:00Z', 'Europe/Berlin')).toMatchObject({ open: true });
  });

  it('is read only in zones that there are', () => {
    expect(['UTC', 'Europe/Berlin', 'Asia/Kathmandu'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['', 'Middle/Earth', 'berlin'].map(isTimeZone)).toEqual([false, false, false]);
  });
});
