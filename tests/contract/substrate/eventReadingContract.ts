import { describe, expect, test } from 'vitest';
import { artifact, commitOf, grow, growTo } from './commits.ts';
import { freshLog, type Subject } from './subject.ts';

export function eventReadingContract(name: string, subject: Subject): void {
  describe(`reading the event log on ${name}`, () => {
    const log = freshLog(subject);
    const alpha = artifact('alpha');
    const beta = artifact('beta');

    test('reading starts after the given version and stops at the limit', async () => {
      await growTo(log().events, alpha, 5);
      await growTo(log().events, beta, 2);
      expect((await log().events.read(alpha, 2)).map((stored) => stored.version)).toEqual([3, 4, 5]);
      expect((await log().events.read(alpha, 1, 2)).map((stored) => stored.version)).toEqual([2, 3]);
      expect(await log().events.read(alpha, 5)).toEqual([]);
      expect(await log().events.read(alpha, 0, 0)).toEqual([]);
    });

    test('actors of different kinds with one id are different actors', async () => {
      await growTo(log().events, { kind: 'tool', id: 'alpha' }, 2);
      await growTo(log().events, alpha, 1);
      expect(await log().events.read(alpha)).toHaveLength(1);
      expect(await log().events.head({ kind: 'tool', id: 'alpha' })).toMatchObject({ version: 2 });
    });

    test('reading everything in pages gives each commit once and in order while appends go on', async () => {
      const writes = Array.from({ length: 30 }, (_, index) =>
        growTo(log().events, artifact(`writer-${index}`), 20),
      );
      const seen: { position: number; id: string }[] = [];
      const readOn = async () => {
        for (;;) {
          const page = await log().events.readAll(seen.at(-1)?.position ?? 0, 17);
          if (page.length === 0) return;
          seen.push(...page);
        }
      };
      const all = Promise.all(writes);
      while (seen.length < 300) {
        await readOn();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await all;
      await readOn();
      expect(seen).toHaveLength(600);
      expect(new Set(seen.map((stored) => stored.id)).size).toBe(600);
      expect(seen.every((stored, index) => index === 0 || stored.position > seen[index - 1]!.position)).toBe(
        true,
      );
      expect(await log().events.position()).toBe(seen.at(-1)?.position);
    });

    test('ten thousand actors each keep their own head', async () => {
      const actors = Array.from({ length: 10_000 }, (_, index) => artifact(`actor-${index}`));
      const heads = await Promise.all(actors.map((actor) => grow(log().events, commitOf(actor, 1), null)));
      expect(new Set(heads.map((head) => head.token)).size).toBe(10_000);
      for (const index of [0, 1, 4_999, 9_999]) {
        expect(await log().events.head(actors[index]!)).toEqual(heads[index]);
      }
      expect(await log().events.readAll(0, 20_000)).toHaveLength(10_000);
    });

    test('listeners wake after appends until they are switched off', async () => {
      let wakes = 0;
      const woken = Promise.withResolvers<void>();
      const off = log().events.onAppended(() => {
        wakes += 1;
        woken.resolve();
      });
      const head = await growTo(log().events, alpha, 1);
      await woken.promise;
      off();
      const before = wakes;
      await grow(log().events, commitOf(alpha, 2), head);
      await new Promise((resolve) => setImmediate(resolve));
      expect(wakes).toBe(before);
    });
  });
}
