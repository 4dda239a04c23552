import { describe, expect, test } from 'vitest';
import { LIMITS, opened, told } from './opened.ts';
import { programOf, type SandboxSubject } from './subject.ts';

/** What artifacts see and cost of each other: nothing. */
export function neighbourContract(name: string, subject: SandboxSubject): void {
  const { programs } = subject;

  describe(`${name}: an artifact`, () => {
    const { prove, serve, sandbox } = opened(subject);

    test('sees nothing another one left behind, in a proof or when served', async () => {
      const leaving = await serve(programs.leaves);
      const looking = await serve(programs.looks);
      for (let round = 0; round < 3; round += 1) {
        expect(told(await leaving.call('1'))).toBe('null');
        expect(told(await looking.call('1'))).toBe('null');
        expect(await prove(programs.leaves, [1])).toMatchObject({ calls: [{ output: 'null' }] });
        expect(await prove(programs.looks, [1])).toMatchObject({ calls: [{ output: 'null' }] });
      }
      await leaving.close();
      await looking.close();
    });
    test('does no work after its answer that a later call would show', async () => {
      const served = await serve(programs.late);
      await served.call('true');
      for (let call = 0; call < 3; call += 1) expect(told(await served.call('false'))).toBe('null');
      await served.close();
      const proved = await prove(programs.late, [true, false, false]);
      expect(proved.status === 'ok' && proved.calls.slice(1).map(told)).toEqual(['null', 'null']);
    });
    test('that ends its process costs its neighbours no answer, and is quarantined with the reason', async () => {
      const calm = await serve(programs.double);
      const killer = await serve(programs.kills, { wallMs: 200 });
      const before = Array.from({ length: 30 }, (_, i) => calm.call(String(i)));
      const killed = killer.call('true');
      const after = Array.from({ length: 30 }, (_, i) => calm.call(String(30 + i)));
      const proofs = Array.from({ length: 5 }, (_, i) => prove(programs.double, [i]));
      expect((await Promise.all([...before, ...after])).map(told)).toEqual(
        Array.from({ length: 60 }, (_, i) => String(i * 2)),
      );
      expect(await Promise.all(proofs)).toMatchObject(
        Array.from({ length: 5 }, (_, i) => ({ calls: [{ output: String(i * 2) }] })),
      );
      expect((await killed).status).toMatch(/^(timeout|memory|crash)$/);
      expect(killer.quarantine).toMatchObject({ cause: (await killed).status });
      expect(told(await calm.call('4'))).toBe('8');
      await calm.close();
    });
    test('that is called much does not keep proofs waiting for ever', async () => {
      const busy = await serve(programs.double);
      const calls = Array.from({ length: 40 }, (_, i) => busy.call(String(i)));
      expect(await prove(programs.double, [21])).toMatchObject({ calls: [{ output: '42' }] });
      await Promise.all(calls);
      await busy.close();
    });
    test('in quarantine is not run: its calls end at once and say why', async () => {
      const killer = await serve(programs.kills, { wallMs: 200 });
      await killer.call('true');
      const later = await Promise.all(Array.from({ length: 20 }, () => killer.call('false')));
      for (const outcome of later) {
        expect(outcome).toMatchObject({ status: 'crash', detail: expect.stringMatching(/^not run/) });
        expect(outcome.ran).toBe(false);
      }
    });
    test('that ends its process in a proof is told from the calls before and after', async () => {
      const limits = { ...LIMITS, wallMs: 200 };
      const proved = await prove(programs.kills, [false, true, false], { limits });
      expect(proved.status === 'ok' && proved.calls.map(told)).toEqual([
        '0',
        expect.stringMatching(/^(timeout|memory|crash)$/),
        '0',
      ]);
    });
    test('of a hundred in one sandbox gives its own answers', async () => {
      const all = await Promise.all(
        Array.from({ length: 100 }, () => sandbox().serve(programOf(subject, programs.echo), LIMITS)),
      );
      const answers = await Promise.all(all.map((served, k) => served.call(String(k))));
      expect(answers.map(told)).toEqual(all.map((_, k) => String(k)));
      await Promise.all(all.map((served) => served.close()));
    });
  });

  describe(`${name}: a sandbox`, () => {
    test('without quarantine goes on calling an offender', async () => {
      const own = await subject.open({ quarantine: false });
      const killer = await own.serve(programOf(subject, programs.kills), { ...LIMITS, wallMs: 200 });
      expect((await killer.call('true')).status).toMatch(/^(timeout|memory|crash)$/);
      expect(killer.quarantine).toBeNull();
      expect(told(await killer.call('false'))).toBe('0');
      await own.close();
    });
    test('that is closed refuses everything, and whatever waited is told', async () => {
      const own = await subject.open();
      const served = await own.serve(programOf(subject, programs.endless), LIMITS);
      const waiting = [served.call('1'), served.call('2')];
      const settled = Promise.allSettled(waiting);
      await own.close();
      await own.close();
      for (const one of await settled)
        expect(one).toMatchObject({ reason: { message: 'the sandbox was closed' } });
      await expect(own.serve(programOf(subject, programs.echo), LIMITS)).rejects.toThrow('closed');
    });
  });
}
