import { describe, expect, test } from 'vitest';
import { effectKey } from '../../../events/commit.ts';
import { append, artifact, commitOf, effectOf, grow, timerOf } from './commits.ts';
import { freshLog, type Subject } from './subject.ts';

export function effectQueueContract(name: string, subject: Subject): void {
  describe(`effect queue on ${name}`, () => {
    const log = freshLog(subject);
    const alpha = artifact('alpha');
    const beta = artifact('beta');
    const claim = (worker: string, now: number, limit = 10, names: readonly string[] = ['probe', 'prove']) =>
      log().effects.claim({ worker, names, now, leaseMs: 100, limit });
    const keys = (effects: readonly { readonly key: string }[]) => effects.map((effect) => effect.key);

    test('effects appear with the append that asked for them', async () => {
      const commit = commitOf(alpha, 1, { effects: [effectOf('probe'), effectOf('prove')] });
      await grow(log().events, commit, null);
      const pending = await log().effects.pending();
      expect(keys(pending)).toEqual([effectKey(commit.id, 0), effectKey(commit.id, 1)]);
      expect(pending[0]).toEqual({
        key: `${commit.id}.0`,
        actor: alpha,
        position: await log().events.position(),
        effect: effectOf('probe'),
        correlation: 'request-of-alpha',
        attempts: 0,
        lastError: null,
        worker: null,
        leaseUntil: 0,
      });
    });

    test('who appended an effect gets it as everybody else does: as the text of the commit has it', async () => {
      const input = { known: 1, unknown: undefined, list: [undefined] };
      const effects = [{ ...effectOf('probe'), input }, timerOf('late', 5000)];
      await grow(log().events, commitOf(alpha, 1, { effects }), null);
      const [own] = await log().effects.pending();
      input.known = 2;
      expect(own!.effect.input).toStrictEqual({ known: 1, list: [null] });
      const door = (await subject.secondDoor?.(log())) ?? log();
      expect(await door.effects.pending()).toStrictEqual([own]);
      expect(await door.timers.next()).toBe(await log().timers.next());
      if (door !== log()) await door.close();
    });

    test('a conflict asks for nothing and ends nothing', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [effectOf('probe')] }), null);
      const late = commitOf(alpha, 1, { command: 'late', effects: [effectOf('prove')], ended: ['probe'] });
      expect(await append(log().events, late, null)).toMatchObject({ status: 'conflict' });
      expect((await log().effects.pending()).map((one) => one.effect.name)).toEqual(['probe']);
    });

    test('the same commit again asks once, and does not bring back what is done', async () => {
      const commit = commitOf(alpha, 1, { effects: [effectOf('probe')] });
      await grow(log().events, commit, null);
      await grow(log().events, commit, null);
      expect(await log().effects.pending()).toHaveLength(1);
      const [lease] = await claim('w1', 0);
      await log().effects.done(lease!.key, 'w1');
      await grow(log().events, commit, null);
      expect(await log().effects.pending()).toEqual([]);
    });

    test('effects are gone with the commit that ended them, for this actor only', async () => {
      const head = await grow(
        log().events,
        commitOf(alpha, 1, { effects: [effectOf('probe'), effectOf('prove')] }),
        null,
      );
      await grow(log().events, commitOf(beta, 1, { effects: [effectOf('probe')] }), null);
      await grow(log().events, commitOf(alpha, 2, { ended: ['probe'] }), head);
      const left = (await log().effects.pending()).map((one) => `${one.actor.id}:${one.effect.child}`);
      expect(left).toEqual(['alpha:prove', 'beta:probe']);
    });

    test('a commit may end a child and ask for it anew', async () => {
      const head = await grow(log().events, commitOf(alpha, 1, { effects: [effectOf('probe')] }), null);
      const commit = commitOf(alpha, 2, { ended: ['probe'], effects: [effectOf('probe')] });
      await grow(log().events, commit, head);
      expect(keys(await log().effects.pending())).toEqual([effectKey(commit.id, 0)]);
    });

    test('claims give the oldest first, as many as asked for, each to one worker', async () => {
      const commits = [alpha, beta].map((actor) =>
        commitOf(actor, 1, { effects: [effectOf('probe'), effectOf('prove')] }),
      );
      for (const commit of commits) await grow(log().events, commit, null);
      const first = await claim('w1', 1_000, 3);
      expect(keys(first)).toEqual([`${commits[0]!.id}.0`, `${commits[0]!.id}.1`, `${commits[1]!.id}.0`]);
      expect(first.every((lease) => lease.worker === 'w1')).toBe(true);
      expect(keys(await claim('w2', 1_000))).toEqual([`${commits[1]!.id}.1`]);
      expect(await claim('w3', 1_000)).toEqual([]);
    });

    test('a worker is given only effects it has an engine for', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [effectOf('probe'), effectOf('prove')] }), null);
      expect((await claim('w1', 0, 10, ['prove'])).map((lease) => lease.effect.name)).toEqual(['prove']);
      expect(await claim('w1', 0, 10, [])).toEqual([]);
    });

    test('many workers claiming at once share the effects without overlap', async () => {
      const effects = Array.from({ length: 40 }, (_, index) => effectOf('probe', `child-${index}`));
      await grow(log().events, commitOf(alpha, 1, { effects }), null);
      const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(`w${index}`, 0, 7)));
      const given = claims.flatMap(keys);
      expect(given).toHaveLength(40);
      expect(new Set(given).size).toBe(40);
    });

    test('an expired lease is taken over, and the late worker learns that it lost', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [effectOf('probe')] }), null);
      const [lease] = await claim('w1', 1_000);
      expect(await claim('w2', 1_099)).toEqual([]);
      const [taken] = await claim('w2', 1_100);
      expect(taken?.key).toBe(lease?.key);
      expect(await log().effects.renew(lease!.key, 'w1', 5_000)).toBe(false);
      expect(await log().effects.done(lease!.key, 'w1')).toBe(false);
      expect(await log().effects.release(lease!.key, 'w1', 0)).toBe(false);
      expect(await log().effects.done(lease!.key, 'w2')).toBe(true);
      expect(await log().effects.done(lease!.key, 'w2')).toBe(false);
      expect(await log().effects.pending()).toEqual([]);
    });

    test('a renewed lease holds longer', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [effectOf('probe')] }), null);
      const [lease] = await claim('w1', 1_000);
      expect(await log().effects.renew(lease!.key, 'w1', 3_000)).toBe(true);
      expect(await log().effects.pending()).toMatchObject([{ worker: 'w1', leaseUntil: 3_000 }]);
      expect(await claim('w2', 2_999)).toEqual([]);
      expect(await claim('w2', 3_000)).toHaveLength(1);
    });

    test('a released effect waits until its time, and remembers attempts and the last error', async () => {
      await grow(log().events, commitOf(alpha, 1, { effects: [effectOf('probe')] }), null);
      const [lease] = await claim('w1', 0);
      expect(await log().effects.release(lease!.key, 'w1', 500, 'no answer')).toBe(true);
      expect(await log().effects.done(lease!.key, 'w1')).toBe(false);
      expect(await claim('w2', 499)).toEqual([]);
      const [again] = await claim('w2', 500);
      expect(again).toMatchObject({ key: lease!.key, attempts: 1, lastError: 'no answer', worker: 'w2' });
      await log().effects.release(lease!.key, 'w2', 500);
      expect(await log().effects.pending()).toMatchObject([
        { attempts: 1, lastError: 'no answer', worker: null },
      ]);
    });

    test('a worker whose effect was ended meanwhile learns it', async () => {
      const head = await grow(log().events, commitOf(alpha, 1, { effects: [effectOf('probe')] }), null);
      const [lease] = await claim('w1', 0);
      await grow(log().events, commitOf(alpha, 2, { ended: ['probe'] }), head);
      expect(await log().effects.renew(lease!.key, 'w1', 1_000)).toBe(false);
      expect(await log().effects.done(lease!.key, 'w1')).toBe(false);
      expect(await log().effects.release(lease!.key, 'w1', 0, 'late')).toBe(false);
      expect(await log().effects.pending()).toEqual([]);
    });

    test('timers are not among the effects', async () => {
      await grow(
        log().events,
        commitOf(alpha, 1, { effects: [timerOf('deadline', 1_000), effectOf('probe')] }),
        null,
      );
      expect((await log().effects.pending()).map((one) => one.effect.name)).toEqual(['probe']);
      expect((await claim('w1', 2_000, 10, ['probe', 'timer'])).map((one) => one.effect.name)).toEqual([
        'probe',
      ]);
    });
  });
}
