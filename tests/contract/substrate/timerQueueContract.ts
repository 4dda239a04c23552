import { describe, expect, test } from 'vitest';
import { artifact, commitOf, effectOf, grow, timerOf } from './commits.ts';
import { freshLog, type Subject } from './subject.ts';

export function timerQueueContract(name: string, subject: Subject): void {
  describe(`timer queue on ${name}`, () => {
    const log = freshLog(subject);
    const alpha = artifact('alpha');
    const children = (leases: readonly { readonly effect: { readonly child: string } }[]) =>
      leases.map((lease) => lease.effect.child);

    test('without timers nothing is due', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [effectOf('probe')] }), null);
      expect(await log().timers.next()).toBeNull();
      expect(await log().timers.claim('w1', Number.MAX_SAFE_INTEGER, 100, 10)).toEqual([]);
    });

    test('a timer is claimed when it is due, not before, the earliest first', async () => {
      const effects = [timerOf('late', 3_000), timerOf('early', 1_000), timerOf('middle', 2_000)];
      await grow(log().events, commitOf(alpha, 1, { effects }), null);
      expect(await log().timers.next()).toBe(1_000);
      expect(await log().timers.claim('w1', 999, 100, 10)).toEqual([]);
      expect(children(await log().timers.claim('w1', 2_000, 100, 10))).toEqual(['early', 'middle']);
      expect(children(await log().timers.claim('w2', 3_000, 100, 1))).toEqual(['early']);
    });

    test('a timer that fired is gone', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [timerOf('deadline', 1_000)] }), null);
      const [lease] = await log().timers.claim('w1', 1_000, 100, 10);
      expect(lease).toMatchObject({ actor: alpha, correlation: 'request-of-alpha', worker: 'w1' });
      expect(await log().timers.done(lease!.key, 'w1')).toBe(true);
      expect(await log().timers.done(lease!.key, 'w1')).toBe(false);
      expect(await log().timers.next()).toBeNull();
    });

    test('a leased timer is next when its lease ends, and is then taken over', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [timerOf('deadline', 1_000)] }), null);
      const [lease] = await log().timers.claim('w1', 1_000, 100, 10);
      expect(await log().timers.next()).toBe(1_100);
      expect(await log().timers.claim('w2', 1_099, 100, 10)).toEqual([]);
      expect(await log().timers.claim('w2', 1_100, 100, 10)).toHaveLength(1);
      expect(await log().timers.done(lease!.key, 'w1')).toBe(false);
    });

    test('a released timer comes back at its time with its attempts', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [timerOf('deadline', 1_000)] }), null);
      const [lease] = await log().timers.claim('w1', 1_000, 100, 10);
      expect(await log().timers.release(lease!.key, 'w1', 1_500, 'actor busy')).toBe(true);
      expect(await log().timers.next()).toBe(1_500);
      expect(await log().timers.claim('w1', 1_499, 100, 10)).toEqual([]);
      expect(await log().timers.claim('w1', 1_500, 100, 10)).toMatchObject([
        { attempts: 1, lastError: 'actor busy' },
      ]);
    });

    test('leaving the state that waits ends its timer', async () => {
      const head = await grow(
        log().events,
        commitOf(alpha, 1, { effects: [timerOf('deadline', 1_000)] }),
        null,
      );
      await grow(log().events, commitOf(alpha, 2, { ended: ['deadline'] }), head);
      expect(await log().timers.next()).toBeNull();
      expect(await log().timers.claim('w1', 5_000, 100, 10)).toEqual([]);
    });
  });
}
