import { describe, expect, test } from 'vitest';
import { dueFor } from '../../machines/rules/triggers.ts';
import type { Watched } from '../../machines/rules/triggers.ts';

const thresholds = { interval_hours: 24, fitness_threshold: 0.8, usage_threshold: 10 };
const NOW = Date.parse('2026-01-02T00:00:00Z');
const HOUR = 3_600_000;
const fit: Watched = {
  fitness: 0.9,
  usage: 0,
  lastSession: null,
  open: false,
  driftUnsolved: false,
  hardwareGrew: false,
};
const due = (different: Partial<Watched>, now = NOW) =>
  dueFor({ ...fit, ...different }, thresholds, now)?.trigger ?? null;

describe('what makes a thing be improved without being asked', () => {
  test('nothing, while it is fit and hardly used', () => {
    expect(due({})).toBeNull();
    expect(due({ usage: 10 })).toBeNull();
  });
  test('T10: a fitness below the threshold, at once and with high priority', () => {
    expect(due({ fitness: 0.79 })).toBe('fitness');
    expect(due({ fitness: 0.8 })).toBeNull();
    expect(dueFor({ ...fit, fitness: 0.5 }, thresholds, NOW)).toMatchObject({
      priority: 'high',
      reason: expect.stringContaining('low_fitness') as string,
    });
  });
  test('T11: the eleventh run', () => {
    expect(due({ usage: 11 })).toBe('usage');
  });
  test('T7: the interval after its last session, for what is unfit or in use', () => {
    const lastSession = NOW - 24 * HOUR;
    expect(due({ usage: 11, lastSession })).toBe('time');
    expect(due({ fitness: 0.5, lastSession })).toBe('time');
    expect(due({ usage: 11, lastSession: lastSession + 1 })).toBeNull();
    expect(due({ lastSession })).toBeNull();
  });
  test('T8: more memory, for what is unfit', () => {
    const lastSession = NOW - HOUR;
    expect(due({ fitness: 0.5, lastSession, hardwareGrew: true })).toBe('hardware');
    expect(due({ lastSession, hardwareGrew: true })).toBeNull();
  });
  test('drift that no evolution mended', () => {
    expect(due({ driftUnsolved: true })).toBe('drift');
  });
  test('nothing, while a session is open on it', () => {
    expect(due({ open: true, fitness: 0.1, usage: 99, driftUnsolved: true })).toBeNull();
  });
  test('a fitness that cannot be measured is not low', () => {
    expect(due({ fitness: null })).toBeNull();
  });
  test('a clock that was set back by a year does not silence it for a year', () => {
    expect(due({ usage: 11, lastSession: NOW }, NOW - 365 * 24 * HOUR)).toBe('time');
  });
});
