import { describe, expect, test } from 'vitest';
import { opened, told } from './opened.ts';
import type { SandboxSubject } from './subject.ts';

/** The shape of a call, its errors and its evidence. */
export function callContract(name: string, subject: SandboxSubject): void {
  const { programs, failure } = subject;

  describe(`${name}: the first calls`, () => {
    // Some engines can only say what their process had at most since it began: nothing may have run there before.
    const { both } = opened(subject);

    test('are measured where they run: what holds more has a higher peak of memory', async () => {
      const peaks = async (n: number): Promise<readonly number[]> =>
        (await both(programs.holds, n, { memoryMb: 128 })).map(({ peakBytes = NaN }) => peakBytes);
      const [proved = NaN, called = NaN] = await peaks(8);
      const [provedMore, calledMore] = await peaks(32_000_000);
      expect(provedMore).toBeGreaterThan(proved + 12e6);
      expect(calledMore).toBeGreaterThan(called + 12e6);
    });
  });

  describe(`${name}: a call`, () => {
    const { sandbox, both, prove, serve } = opened(subject);

    test('takes JSON and gives JSON, in a proof and when served', async () => {
      const value = { a: [1, 'zwei', null, true, { b: -1.5 }], ü: '😀' };
      for (const outcome of await both(programs.echo, value)) {
        expect(outcome.status).toBe('ok');
        expect(JSON.parse(told(outcome))).toEqual(value);
      }
    });
    test('answers in order, however many wait', async () => {
      const served = await serve(programs.double);
      const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => served.call(String(i))));
      expect(answers.map(told)).toEqual(Array.from({ length: 300 }, (_, i) => String(i * 2)));
      await served.close();
      const proved = await prove(programs.double, [1, 2, 3]);
      expect(proved).toMatchObject({ calls: [{ output: '2' }, { output: '4' }, { output: '6' }] });
    });
    test('that fails says the class and the message of the error', async () => {
      for (const outcome of await both(programs.fails, { name: failure, message: 'not this one' }))
        expect(told(outcome)).toBe(`${failure}: not this one`);
    });
    test('that fails with a long message has it cut', async () => {
      for (const outcome of await both(programs.fails, { name: failure, message: 'm'.repeat(50_000) }))
        expect(told(outcome)).toBe(`${failure}: ${'m'.repeat(2000)}`);
    });
    test('after a failed one is answered as if nothing had been', async () => {
      const served = await serve(programs.double);
      expect((await served.call('"x"')).status).not.toBe('timeout');
      expect(told(await served.call('4'))).toBe('8');
      await served.close();
    });
    test('is measured where it runs: what works longer needs more time of the processor', async () => {
      for (const outcome of await both(programs.steps, 100_000)) {
        expect(outcome.wallUs).toBeGreaterThan(0);
        expect(outcome.cpuUs).toBeGreaterThan(0);
      }
      const served = await serve(programs.steps);
      const least = async (n: number): Promise<number> => {
        const calls = await Promise.all([n, n, n].map((one) => served.call(String(one))));
        return Math.min(...calls.map(({ cpuUs = NaN }) => cpuUs));
      };
      expect(await least(50_000)).toBeGreaterThan(await least(1));
      await served.close();
    });
    test('that hits a wall is measured all the same', async () => {
      for (const outcome of await both(programs.endless, null, { wallMs: 200 })) {
        expect(outcome.cpuUs).toBeGreaterThan(0);
        expect(outcome.peakBytes).toBeGreaterThan(0);
      }
    });
    test('may stop a proof with its failure', async () => {
      const job = { stopOnFailure: true };
      const proved = await prove(programs.fails, [{ message: 'a' }, { message: 'b' }], job);
      expect(proved).toMatchObject({ status: 'ok', calls: [{ status: 'error' }] });
      expect(proved.status === 'ok' && proved.calls.length).toBe(1);
    });
    test('of an artifact that was closed is refused by an exception', async () => {
      const served = await serve(programs.double);
      await served.close();
      await expect(served.call('1')).rejects.toThrow('closed');
    });
    test('of a program that cannot be read, or has no such entry, is not made', async () => {
      for (const source of ['(((', programs.double.replaceAll(/\bf\b/g, 'g')]) {
        expect(await prove(source, [1])).toMatchObject({
          status: 'unloadable',
          error: { name: expect.stringMatching(/Error$/), message: expect.stringMatching(/./) },
        });
        await expect(serve(source)).rejects.toThrow('cannot serve this program');
      }
    });
    test('can be traced back to its engine, the version and the walls that stood', async () => {
      const walls = await sandbox().walls();
      expect(walls.engine).toMatch(/./);
      expect(walls.engineVersion).toMatch(/^\d+\./);
      expect(walls.walls.length).toBeGreaterThan(2);
    });
  });

  describe(`${name}: the same call`, () => {
    const { prove, serve, both } = opened(subject);

    test('draws the same random numbers every time, others with another seed', async () => {
      const draw = async (seed: number): Promise<unknown> => prove(programs.random, [null, null], { seed });
      const outputs = (proved: unknown): unknown =>
        (proved as { calls: { output: string }[] }).calls.map(({ output }) => output);
      const [first, second] = outputs(await draw(7)) as string[];
      expect(second).toBe(first);
      expect(outputs(await draw(7))).toEqual([first, first]);
      expect(outputs(await draw(8))).not.toEqual([first, first]);
      expect(new Set(JSON.parse(first ?? '[]') as number[]).size).toBe(3);
      const served = await serve(programs.random);
      expect(told(await served.call('null'))).toBe(told(await served.call('null')));
      await served.close();
    });
    test('reads the same clock every time', async () => {
      const [proved, called] = await both(programs.clock, null);
      expect(told(called)).toBe(told(proved));
      expect(Math.abs(Number(told(proved)))).toBeLessThan(Date.UTC(2024, 0, 2));
    });
    test('costs the same fuel every time, and twice the work about twice as much', async () => {
      const cost = async (n: number): Promise<number | null | undefined> => {
        const proved = await prove(programs.steps, [n, n], { mode: 'fuel' });
        const [a, b] = proved.status === 'ok' ? proved.calls : [];
        expect(b?.fuel).toBe(a?.fuel);
        return a?.fuel;
      };
      const once = await cost(1000);
      expect(await cost(1000)).toBe(once);
      expect(Number(await cost(2000)) / Number(once)).toBeCloseTo(2, 1);
    });
  });
}
