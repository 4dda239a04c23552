import { describe, expect, test } from 'vitest';
import { COMMIT_BYTES_MAX } from '../../../events/commit.ts';
import type { Head } from '../../../events/substrate/events.ts';
import { append, artifact, commitOf, grow, growTo } from './commits.ts';
import { freshLog, type Subject } from './subject.ts';

export function eventLogContract(name: string, subject: Subject): void {
  describe(`event log on ${name}`, () => {
    const log = freshLog(subject);
    const alpha = artifact('alpha');
    const beta = artifact('beta');

    test('an unknown actor is empty', async () => {
      expect(await log().events.head(alpha)).toBeNull();
      expect(await log().events.read(alpha)).toEqual([]);
      expect(await log().events.readAll(0, 10)).toEqual([]);
      expect(await log().events.position()).toBe(0);
    });

    test('versions grow by one and positions grow over all actors', async () => {
      const one = await append(log().events, commitOf(alpha, 1), null);
      const other = await append(log().events, commitOf(beta, 1), null);
      if (one.status !== 'appended' || other.status !== 'appended') throw new Error('both actors were new');
      expect(one).toMatchObject({ duplicate: false, head: { version: 1 } });
      expect(other.position).toBeGreaterThan(one.position);
      const two = await append(log().events, commitOf(alpha, 2), one.head);
      expect(two).toMatchObject({ status: 'appended', head: { version: 2 } });
      expect((await log().events.read(alpha)).map((stored) => stored.version)).toEqual([1, 2]);
    });

    test('the head after an append is the head that is read', async () => {
      const head = await growTo(log().events, alpha, 3);
      expect(await log().events.head(alpha)).toEqual(head);
    });

    test('a commit that does not follow the expected head is a broken caller', async () => {
      const head = await growTo(log().events, alpha, 1);
      await expect(append(log().events, commitOf(alpha, 3), head)).rejects.toThrow(
        /artifact\/alpha has version 3 where 2/,
      );
      await expect(append(log().events, commitOf(beta, 2), null)).rejects.toThrow(/where 1 follows/);
      expect(await log().events.position()).toBe((await log().events.readAll(0, 10)).at(-1)?.position);
      expect(await log().events.read(alpha)).toHaveLength(1);
    });

    test('a stale expectation is a conflict that names the head', async () => {
      const stale = await growTo(log().events, alpha, 1);
      const head = await grow(log().events, commitOf(alpha, 2), stale);
      const outcome = await append(log().events, commitOf(alpha, 2, { command: 'late' }), stale);
      expect(outcome).toEqual({ status: 'conflict', head });
      expect(await log().events.read(alpha)).toHaveLength(2);
    });

    test('expecting a new actor where one exists is a conflict', async () => {
      const head = await growTo(log().events, alpha, 1);
      expect(await append(log().events, commitOf(alpha, 1, { command: 'again' }), null)).toEqual({
        status: 'conflict',
        head,
      });
    });

    test('expecting a head where there is no actor is a conflict without one', async () => {
      const head = await growTo(log().events, alpha, 1);
      expect(await append(log().events, commitOf(beta, 2), head)).toEqual({ status: 'conflict', head: null });
    });

    test('the token of another actor is a conflict', async () => {
      const other = await growTo(log().events, alpha, 1);
      const head = await growTo(log().events, beta, 1);
      expect(await append(log().events, commitOf(beta, 2), other)).toEqual({ status: 'conflict', head });
    });

    test('of concurrent appends at one head exactly one wins', async () => {
      const head = await growTo(log().events, alpha, 1);
      const rivals = Array.from({ length: 20 }, (_, rival) =>
        commitOf(alpha, 2, { command: `rival-${rival}` }),
      );
      const outcomes = await Promise.all(rivals.map((rival) => append(log().events, rival, head)));
      const winners = rivals.filter((_, rival) => outcomes[rival]?.status === 'appended');
      expect(winners).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.status === 'conflict')).toHaveLength(19);
      expect((await log().events.read(alpha, 1)).map((stored) => stored.id)).toEqual([winners[0]?.id]);
    });

    test('a conflict does not hurt the appends beside it', async () => {
      const stale = await growTo(log().events, alpha, 1);
      await grow(log().events, commitOf(alpha, 2), stale);
      const outcomes = await Promise.all([
        append(log().events, commitOf(artifact('gamma'), 1), null),
        append(log().events, commitOf(alpha, 2, { command: 'late' }), stale),
        append(log().events, commitOf(artifact('delta'), 1), null),
      ]);
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['appended', 'conflict', 'appended']);
    });

    test('the same commit again, after an ambiguous ack, is appended once', async () => {
      const commit = commitOf(alpha, 1);
      const first = await append(log().events, commit, null);
      const again = await append(log().events, commit, null);
      expect(again).toEqual({ ...first, duplicate: true });
      expect(await log().events.readAll(0, 10)).toHaveLength(1);
    });

    test('the same commit again is a duplicate also when others followed, and its head is its own', async () => {
      const commit = commitOf(alpha, 2);
      const before = await growTo(log().events, alpha, 1);
      const first = await append(log().events, commit, before);
      if (first.status !== 'appended') throw new Error('nobody else wrote');
      await grow(log().events, commitOf(alpha, 3), first.head);
      expect(await append(log().events, commit, before)).toEqual({ ...first, duplicate: true });
      expect(await log().events.read(alpha)).toHaveLength(3);
    });

    test('two sends of one commit in flight together are appended once', async () => {
      const commit = commitOf(alpha, 1);
      const outcomes = await Promise.all([
        append(log().events, commit, null),
        append(log().events, commit, null),
      ]);
      const marks = outcomes.map((outcome) => outcome.status === 'appended' && outcome.duplicate);
      expect(new Set(marks)).toEqual(new Set([false, true]));
      expect(await log().events.read(alpha)).toHaveLength(1);
    });

    test('bodies come back byte for byte', async () => {
      const texts = [
        '',
        'ünïcödé → 日本語 🧬',
        '\u0000\u001f\u2028\u2029',
        '"\\/',
        '\ud800 alone',
        'x'.repeat(200_000),
      ];
      let head: Head | null = null;
      const sent: string[] = [];
      for (const [index, text] of texts.entries()) {
        const commit = commitOf(alpha, index + 1, { text });
        const body = JSON.stringify({
          ...commit,
          numbers: [Number.MAX_SAFE_INTEGER, 5e-324, 1e308, -0, 0.1],
        });
        const outcome = await log().events.append(commit, body, head);
        if (outcome.status !== 'appended') throw new Error(`refused: ${JSON.stringify(outcome)}`);
        head = outcome.head;
        sent.push(body);
      }
      expect((await log().events.read(alpha)).map((stored) => stored.body)).toEqual(sent);
      expect((await log().events.readAll(0, 100)).map((stored) => stored.body)).toEqual(sent);
    });

    test('a body that is not well-formed text is refused before it is written', async () => {
      await expect(log().events.append(commitOf(alpha, 1), '"\ud800"', null)).rejects.toThrow(
        /lone surrogate/,
      );
      expect(await log().events.position()).toBe(0);
    });

    test('a commit over the size limit is refused with the reason and nothing is written', async () => {
      const commit = commitOf(alpha, 1);
      const outcome = await log().events.append(commit, '"' + 'é'.repeat(COMMIT_BYTES_MAX / 2) + '"', null);
      expect(outcome).toMatchObject({
        status: 'refused',
        reason: expect.stringMatching(/artifact\/alpha has 524290 bytes.*524288/),
      });
      expect(await log().events.head(alpha)).toBeNull();
      const largest = '"' + 'x'.repeat(COMMIT_BYTES_MAX - 2) + '"';
      expect(await log().events.append(commit, largest, null)).toMatchObject({ status: 'appended' });
    });

    test('closing waits for what is in flight, and twice is once', async () => {
      const writes = Array.from({ length: 50 }, (_, index) =>
        append(log().events, commitOf(artifact(`a-${index}`), 1), null),
      );
      await Promise.all([log().close(), log().close()]);
      expect((await Promise.all(writes)).every((outcome) => outcome.status === 'appended')).toBe(true);
      await log().close();
    });

    if (subject.secondDoor) {
      const { secondDoor } = subject;
      test('a second door sees the commits, wakes for them, and meets conflicts', async () => {
        const other = await secondDoor(log());
        try {
          const woken = Promise.withResolvers<void>();
          other.events.onAppended(woken.resolve);
          const head = await growTo(log().events, alpha, 1);
          await woken.promise;
          expect(await other.events.head(alpha)).toEqual(head);
          expect(await append(other.events, commitOf(alpha, 1, { command: 'mine' }), null)).toEqual({
            status: 'conflict',
            head,
          });
          const next = await grow(other.events, commitOf(alpha, 2), head);
          expect(await log().events.head(alpha)).toEqual(next);
        } finally {
          await other.close();
        }
      });
    }
  });
}
