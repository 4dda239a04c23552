import { describe, expect, test } from 'vitest';
import { AT } from './commits.ts';
import { freshLog, type Subject } from './subject.ts';

export function taskQueueContract(name: string, subject: Subject): void {
  describe(`task queue on ${name}`, () => {
    const log = freshLog(subject);
    const task = (id: string, body = '{"size":1}') => ({ id, capability: 'list-sort', body });
    const ids = (tasks: readonly { readonly id: string }[]) => tasks.map(({ id }) => id);

    test('tasks are claimed in the order they came, each by one worker', async () => {
      for (const id of ['t1', 't2', 't3'])
        expect(await log().tasks.publish(task(id))).toEqual({ status: 'published' });
      expect(await log().tasks.waiting()).toBe(3);
      const first = await log().tasks.claim('w1', 0, 100, 2);
      expect(first).toEqual([
        { ...task('t1'), attempts: 1, worker: 'w1' },
        { ...task('t2'), attempts: 1, worker: 'w1' },
      ]);
      expect(ids(await log().tasks.claim('w2', 0, 100, 10))).toEqual(['t3']);
      expect(await log().tasks.claim('w3', 0, 100, 10)).toEqual([]);
    });

    test('publishing the same task twice is publishing it once, also after its outcome', async () => {
      await log().tasks.publish(task('t1'));
      expect(await log().tasks.publish(task('t1'))).toEqual({ status: 'duplicate' });
      expect(await log().tasks.claim('w1', 0, 100, 10)).toHaveLength(1);
      expect(await log().tasks.ack('t1', 'w1')).toBe(true);
      expect(await log().tasks.publish(task('t1'))).toEqual({ status: 'duplicate' });
      expect(await log().tasks.waiting()).toBe(0);
      expect(await log().tasks.claim('w1', 1_000, 100, 10)).toEqual([]);
    });

    test('one id with another body is a conflict and changes nothing', async () => {
      await log().tasks.publish(task('t1'));
      expect(await log().tasks.publish(task('t1', '{"size":2}'))).toEqual({ status: 'conflict' });
      expect(await log().tasks.publish({ ...task('t1'), capability: 'email-validator' })).toEqual({
        status: 'conflict',
      });
      expect(await log().tasks.claim('w1', 0, 100, 10)).toMatchObject([task('t1')]);
    });

    test('of concurrent publishers of one id one publishes', async () => {
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => log().tasks.publish(task('t1'))));
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual([
        ...Array<string>(9).fill('duplicate'),
        'published',
      ]);
    });

    test('bodies come back as they came, readable or not', async () => {
      const bodies = ['not json', '{"ü":"🧬"}', '', '\u0000'];
      for (const [index, body] of bodies.entries()) await log().tasks.publish(task(`t${index}`, body));
      expect((await log().tasks.claim('w1', 0, 100, 10)).map(({ body }) => body)).toEqual(bodies);
    });

    test('an expired lease is taken over and the late worker learns that it lost', async () => {
      await log().tasks.publish(task('t1'));
      await log().tasks.claim('w1', 0, 100, 10);
      expect(await log().tasks.claim('w2', 99, 100, 10)).toEqual([]);
      expect(await log().tasks.claim('w2', 100, 100, 10)).toMatchObject([
        { id: 't1', attempts: 2, worker: 'w2' },
      ]);
      expect(await log().tasks.ack('t1', 'w1')).toBe(false);
      expect(await log().tasks.release('t1', 'w1', 0)).toBe(false);
      expect(await log().tasks.bury('t1', 'w1', 'late', AT)).toBe(false);
      expect(await log().tasks.ack('t1', 'w2')).toBe(true);
      expect(await log().tasks.ack('t1', 'w2')).toBe(false);
    });

    test('a released task waits until its time', async () => {
      await log().tasks.publish(task('t1'));
      await log().tasks.claim('w1', 0, 100, 10);
      expect(await log().tasks.release('t1', 'w1', 50)).toBe(true);
      expect(await log().tasks.ack('t1', 'w1')).toBe(false);
      expect(await log().tasks.claim('w1', 49, 100, 10)).toEqual([]);
      expect(await log().tasks.claim('w1', 50, 100, 10)).toMatchObject([{ id: 't1', attempts: 2 }]);
    });

    test('an operator sets a task aside, whoever holds it; it can be brought back', async () => {
      for (const id of ['t1', 't2', 't3']) await log().tasks.publish(task(id));
      await log().tasks.claim('w1', 0, 100, 1);
      expect(await log().tasks.setAside('t1', 'it ends every worker', AT)).toBe(true);
      expect(await log().tasks.setAside('t2', 'not wanted any more', AT)).toBe(true);
      expect(await log().tasks.setAside('t2', 'again', AT)).toBe(false);
      expect(await log().tasks.setAside('nobody', 'again', AT)).toBe(false);
      expect(await log().tasks.ack('t1', 'w1')).toBe(false);
      expect(await log().tasks.claim('w2', 1000, 100, 10)).toMatchObject([{ id: 't3' }]);
      expect(await log().tasks.ack('t3', 'w2')).toBe(true);
      expect(await log().tasks.setAside('t3', 'too late', AT)).toBe(false);
      expect(await log().tasks.dead()).toMatchObject([
        { ...task('t1'), reason: 'it ends every worker', attempts: 1, diedAt: AT },
        { ...task('t2'), reason: 'not wanted any more', attempts: 0, diedAt: AT },
      ]);
      expect(await log().tasks.waiting()).toBe(0);
      expect(await log().tasks.retry('t1', 5)).toEqual({ status: 'retried' });
      expect(await log().tasks.claim('w2', 2000, 100, 10)).toMatchObject([{ id: 't1', attempts: 2 }]);
    });

    test('a buried task is kept aside with the reason', async () => {
      await log().tasks.publish(task('t1', 'not json'));
      await log().tasks.claim('w1', 0, 100, 10);
      expect(await log().tasks.bury('t1', 'w1', 'the body is not JSON', AT)).toBe(true);
      expect(await log().tasks.dead()).toEqual([
        { ...task('t1', 'not json'), reason: 'the body is not JSON', attempts: 1, diedAt: AT },
      ]);
      expect(await log().tasks.waiting()).toBe(0);
      expect(await log().tasks.claim('w1', 1_000, 100, 10)).toEqual([]);
      expect(await log().tasks.publish(task('t1', 'not json'))).toEqual({ status: 'duplicate' });
    });

    test('a dead task is retried up to the cap, in its whole life', async () => {
      await log().tasks.publish(task('t1'));
      const die = async () => {
        expect(await log().tasks.claim('w1', 0, 100, 10)).toHaveLength(1);
        await log().tasks.bury('t1', 'w1', 'hopeless', AT);
      };
      expect(await log().tasks.retry('t1', 2)).toEqual({ status: 'unknown' });
      await die();
      expect(await log().tasks.retry('t1', 2)).toEqual({ status: 'retried' });
      expect(await log().tasks.dead()).toEqual([]);
      await die();
      expect(await log().tasks.retry('t1', 2)).toEqual({ status: 'retried' });
      await die();
      expect(await log().tasks.retry('t1', 2)).toEqual({ status: 'capped' });
      expect(ids(await log().tasks.dead())).toEqual(['t1']);
      expect(await log().tasks.retry('never-published', 2)).toEqual({ status: 'unknown' });
    });
  });
}
