import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { subject } from '../../infra/bench/batch/families.ts';
import { randomWalks, walk } from '../../infra/bench/batch/orders.ts';
import { settingsFor } from '../../infra/bench/batch/settings.ts';
import { usesOf } from '../../infra/bench/batch/uses.ts';
import { momentIn, parseSchedule } from '../../infra/dayWindow.ts';

describe('what the bench of a night is made of', () => {
  test('its window is open for six hours, whenever it is begun', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const now = Date.UTC(2026, 10, 21, hour, 59);
      const { schedule, time_zone } = settingsFor(5, new Date(now)).offline_batch;
      const open = (at: number) => momentIn(parseSchedule(schedule)!, time_zone, at);
      expect(open(now).open, time_zone).toBe(true);
      expect(open(now + 6 * 3_600_000)).toMatchObject({ open: true, day: open(now).day });
    }
  });

  test('the same seed gives the same uses, another one others; each hindrance is there', () => {
    const said = (seed: number) => JSON.stringify(usesOf(12, seed));
    expect(said(1)).toBe(said(1));
    expect(said(1)).not.toBe(said(2));
    const kinds = new Set(usesOf(12, 1).map(({ kind }) => kind));
    expect(kinds.size).toBe(6);
    expect(new Set(usesOf(200, 1).map(({ subject: one }) => one.capability)).size).toBe(200);
  });

  test('its code is right but for what is meant to be wrong', () => {
    for (let index = 0; index < 25; index += 1) {
      const { spec, code } = subject(index, 'poor');
      const answers = (source: string) =>
        spec.examples.map(
          ({ input }) => runInNewContext(`${source}\n${spec.entry}(${JSON.stringify(input)})`) as unknown,
        );
      const right = spec.examples.map(({ output }) => output);
      for (const how of ['poor', 'fair', 'best'] as const)
        expect(answers(code(how)), spec.capability).toEqual(right);
      expect(answers(code('wrong')), spec.capability).not.toEqual(right);
    }
  });

  test('a walk skips what may cost more than is left, and goes on', () => {
    const one = (target: string, boundMicro: number, improved: boolean) => ({
      target,
      value: boundMicro,
      boundMicro,
      costMicro: 30,
      improved,
    });
    const order = [one('a', 90, true), one('b', 80, true), one('c', 60, false), one('d', 30, true)];
    expect(walk(order, 100)).toEqual({ spentMicro: 90, improved: 2, value: 120 });
    const walks = randomWalks(order, 100, { orders: 50, seed: 1 });
    expect(walks).toEqual(randomWalks(order, 100, { orders: 50, seed: 1 }));
    expect(new Set(walks.map(({ value }) => value)).size).toBeGreaterThan(2);
    for (const { spentMicro } of walks) expect(spentMicro).toBeLessThanOrEqual(100);
  });
});
