import { describe, expect, test } from 'vitest';
import { LIMITS, opened, told } from './opened.ts';
import type { SandboxSubject } from './subject.ts';

/** Every limit ends what passes it, says so, and ends nothing else. */
export function limitContract(name: string, subject: SandboxSubject): void {
  const { programs } = subject;

  describe(`${name}: the limit of`, () => {
    const { both, prove, serve } = opened(subject);

    test('time ends an endless loop, in a proof and when served, and says how long it was', async () => {
      for (const outcome of await both(programs.endless, null, { wallMs: 200 }))
        expect(outcome).toMatchObject({ status: 'timeout', detail: expect.stringMatching(/\d ms/) });
    });
    test('time ends loading', async () => {
      const limits = { ...LIMITS, wallMs: 200 };
      expect(await prove(programs.endlessLoading, [1], { limits })).toMatchObject({
        status: 'unloadable',
        error: { name: 'TimeoutError' },
      });
      await expect(serve(programs.endlessLoading, { wallMs: 200 })).rejects.toThrow('TimeoutError');
    });
    test('fuel ends an endless loop at the same count every time', async () => {
      const limits = { ...LIMITS, fuel: 20_000 };
      const proved = await prove(programs.endless, [1, 2], { mode: 'fuel', limits });
      expect(proved).toMatchObject({ calls: [{ status: 'fuel' }, { status: 'fuel' }] });
      const [a, b] = proved.status === 'ok' ? proved.calls : [];
      expect(b?.fuel).toBe(a?.fuel);
    });
    test('memory ends what keeps growing', async () => {
      for (const outcome of await both(programs.grows, null, { memoryMb: 32, wallMs: 20_000 }))
        expect(told(outcome)).toMatch(/^memory|MemoryError|allocation/i);
    });
    test('output counts bytes: what is within is given whole, what is beyond is not given at all', async () => {
      for (const outcome of await both(programs.long, 98, { outputBytes: 100 }))
        expect(told(outcome)).toBe(`"${'x'.repeat(98)}"`);
      for (const outcome of await both(programs.long, 99, { outputBytes: 100 }))
        expect(outcome).toMatchObject({ status: 'output', detail: expect.stringContaining('100 bytes') });
    });
    test('depth lets through what is as deep, not what is deeper', async () => {
      for (const outcome of await both(programs.deep, 20, { depth: 20 })) expect(outcome.status).toBe('ok');
      for (const outcome of await both(programs.deep, 21, { depth: 20 }))
        expect(outcome).toMatchObject({ status: 'output', detail: expect.stringContaining('20') });
      for (const outcome of await both(programs.deep, 100_000)) expect(outcome.status).toBe('output');
    });
    test('one call is not that of the next', async () => {
      const served = await serve(programs.long, { outputBytes: 1000 });
      expect((await served.call('5000')).status).toBe('output');
      expect(told(await served.call('1'))).toBe('"x"');
      await served.close();
    });
    test('time ends one call of a proof, the others are answered', async () => {
      const limits = { ...LIMITS, fuel: null, wallMs: 1500 };
      const proved = await prove(programs.steps, [3, 1e12, 4], { limits });
      expect(proved.status === 'ok' && proved.calls.map(told)).toEqual(['3', 'timeout', '4']);
    });
  });
}
