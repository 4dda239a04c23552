import { z } from 'zod';
import { isTimeZone, parseSchedule } from '../../dayWindow.ts';

/** A part of each day, such as `22:00-06:00`. */
export const Schedule = z
  .string()
  .refine((text) => parseSchedule(text) !== null, {
    message: 'not a window of the day',
    params: { remedy: 'Write begin and end in 24 hours, such as `22:00-06:00`; they differ.' },
  })
  .default('22:00-06:00');

/** An IANA name that this machine knows. */
export const TimeZone = z
  .string()
  .refine(isTimeZone, {
    message: 'not a time zone that is known here',
    params: { remedy: 'Write a name of the IANA list, such as `Europe/Berlin` or `UTC`.' },
  })
  .default('UTC');
