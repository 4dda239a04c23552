import { describe, expect, test } from 'vitest';
import { freshLog, type Subject } from './subject.ts';

export function leaseContract(name: string, subject: Subject): void {
  describe(`leases on ${name}`, () => {
    const log = freshLog(subject);
    const acquire = (owner: string, now: number, lease = 'partition-1') =>
      log().leases.acquire(lease, owner, now, 100);
    const fenceOf = async (owner: string, now: number) => {
      const outcome = await acquire(owner, now);
      if (outcome.status !== 'granted') throw new Error(`held by ${outcome.owner}`);
      return outcome.fence;
    };

    test('one owner holds a name, others learn who and how long', async () => {
      expect(await acquire('w1', 0)).toMatchObject({ status: 'granted' });
      expect(await acquire('w2', 99)).toEqual({ status: 'held', owner: 'w1', until: 100 });
      expect(await acquire('w2', 0, 'partition-2')).toMatchObject({ status: 'granted' });
    });

    test('the fence grows with every change of owner and stays for the same one', async () => {
      const first = await fenceOf('w1', 0);
      expect(await fenceOf('w1', 50)).toBe(first);
      const second = await fenceOf('w2', 150);
      expect(second).toBeGreaterThan(first);
      expect(await log().leases.release('partition-1', 'w2')).toBe(true);
      expect(await fenceOf('w1', 160)).toBeGreaterThan(second);
    });

    test('of many owners at once exactly one is granted', async () => {
      const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => acquire(`w${index}`, 0)));
      expect(outcomes.filter((outcome) => outcome.status === 'granted')).toHaveLength(1);
    });

    test('a lease is renewed by its owner while it holds, and by nobody after', async () => {
      await acquire('w1', 0);
      expect(await log().leases.renew('partition-1', 'w2', 50, 100)).toBe(false);
      expect(await log().leases.renew('partition-1', 'w1', 99, 100)).toBe(true);
      expect(await acquire('w2', 198)).toMatchObject({ status: 'held', until: 199 });
      expect(await log().leases.renew('partition-1', 'w1', 199, 100)).toBe(false);
      expect(await acquire('w2', 199)).toMatchObject({ status: 'granted' });
      expect(await log().leases.renew('partition-1', 'w1', 200, 100)).toBe(false);
    });

    test('only the owner releases, once', async () => {
      await acquire('w1', 0);
      expect(await log().leases.release('partition-1', 'w2')).toBe(false);
      expect(await log().leases.release('partition-1', 'w1')).toBe(true);
      expect(await log().leases.release('partition-1', 'w1')).toBe(false);
      expect(await log().leases.renew('partition-1', 'w1', 1, 100)).toBe(false);
      expect(await acquire('w2', 1)).toMatchObject({ status: 'granted' });
    });
  });
}
