import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program, Sandbox, Served } from '../../actors/ports.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { LIMITS } from '../evaluate.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 2, graceMs: 500 });
});
const open: Sandbox[] = [];
afterAll(async () => {
  for (const one of [sandbox, ...open]) await one.close();
});

const program = (source: string, entry = 'f'): Program => ({ language: 'javascript', source, entry });

describe('serving', () => {
  test('answers with fuel when asked, and the judge answers in the same hop', async () => {
    const judge = program('function j(i, o) { return { holds: o === i + 1 } }', 'j');
    const served = await sandbox.serve(
      program('function f(x) { return x === 9 ? 0 : x + 1 }'),
      LIMITS,
      judge,
    );
    expect(await served.call('1')).toMatchObject({
      status: 'ok',
      output: '2',
      fuel: null,
      judged: '{"holds":true}',
    });
    expect(await served.call('9', { fuel: true })).toMatchObject({
      status: 'ok',
      output: '0',
      fuel: 3,
      judged: '{"holds":false}',
    });
    await served.close();
    await expect(served.call('1')).rejects.toThrow('closed');
  });
  test('an artifact cannot reach its judge', async () => {
    const judge = program(
      'function j(i, o) { return JSON.stringify([1].map(() => o)) === "[1]" && ({}).x === undefined }',
      'j',
    );
    const source =
      'function f() { Object.prototype.x = 1; Array.prototype.map = () => [1]; JSON.stringify = () => "[1]"; globalThis.j = () => true; return 2 }';
    const served = await sandbox.serve(program(source), LIMITS, judge);
    expect(await served.call('null')).toMatchObject({ output: '2', judged: 'false' });
    await served.close();
  });
  test('a judge that fails gives no verdict and spoils no answer', async () => {
    const served = await sandbox.serve(
      program('function f() { return 1 }'),
      { ...LIMITS, wallMs: 50 },
      program('function j(i) { if (i) for (;;) {} throw 1 }', 'j'),
    );
    expect(await served.call('1')).toMatchObject({ output: '1', judged: null });
    expect(await served.call('0')).toMatchObject({ output: '1', judged: null });
    await served.close();
  });
  test('thousands of calls in flight come back to the right callers', async () => {
    const all = await Promise.all(
      [1, 2, 3].map((k) => sandbox.serve(program(`function f(x) { return x * ${k} }`), LIMITS)),
    );
    const answers = await Promise.all(
      Array.from({ length: 3000 }, (_, i) => (all[i % 3] as Served).call(String(i))),
    );
    expect(answers.map((answer) => answer.status === 'ok' && answer.output)).toEqual(
      Array.from({ length: 3000 }, (_, i) => String(i * ((i % 3) + 1))),
    );
    await Promise.all(all.map((served) => served.close()));
  });
  test('after a wall the artifact is loaded again', async () => {
    const source =
      'let n = 0; function f(x) { n += 1; if (x === "loop") for (;;) {} if (x === "fill") for (const a = []; ; ) a.push(a.slice(), x + a.length); return n }';
    const served = await sandbox.serve(program(source), { ...LIMITS, wallMs: 300, memoryMb: 16 });
    expect(await served.call('"loop"')).toMatchObject({ status: 'timeout' });
    expect(await served.call('0')).toMatchObject({ status: 'ok', output: '1' });
    expect(['memory', 'crash', 'timeout']).toContain((await served.call('"fill"')).status);
    expect(await served.call('0')).toMatchObject({ status: 'ok', output: '1' });
    await served.close();
  });
  test('a program that cannot be loaded cannot be served', async () => {
    await expect(sandbox.serve(program('function f( {}'), LIMITS)).rejects.toThrow(
      /^cannot serve this program: SyntaxError: .*\(line 1\)$/,
    );
    await expect(
      sandbox.serve(program('function f() {}'), LIMITS, program('const j = 1', 'j')),
    ).rejects.toThrow('the entry "j" is of type number');
  });
  const KILLER = 'function f(x) { return x ? String(7n ** 40000000n).length : 0 }';
  const beside = async (quarantine: boolean): Promise<Served> => {
    const own = await openSandbox({ size: 1, graceMs: 500, quarantine });
    open.push(own);
    const calm = await own.serve(program('function f(x) { return x + 1 }'), LIMITS);
    // What it answers at once has room on a busy machine; what kills takes minutes.
    const killer = await own.serve(program(KILLER), { ...LIMITS, wallMs: 300 });
    const before = Array.from({ length: 25 }, (_, i) => calm.call(String(i)));
    const stuck = killer.call('1');
    const after = Array.from({ length: 25 }, (_, i) => calm.call(String(i + 25)));
    const [killed, ...answers] = await Promise.all([stuck, ...before, ...after]);
    expect(killed).toMatchObject({ status: 'timeout' });
    expect(answers.map((answer) => answer.status === 'ok' && answer.output)).toEqual(
      Array.from({ length: 50 }, (_, i) => String(i + 1)),
    );
    return killer;
  };
  test('an artifact that kills its process is quarantined with the reason and not run again; those beside it answer all their calls', async () => {
    const killer = await beside(true);
    expect(killer.quarantine).toMatchObject({
      cause: 'timeout',
      detail: expect.stringMatching(/^no answer/),
    });
    expect(await killer.call('0')).toMatchObject({
      status: 'crash',
      detail: expect.stringMatching(/^not run: quarantined .*timeout: no answer/),
      wallUs: 0,
    });
  });
  test('with quarantine off it is called apart from the others', async () => {
    const killer = await beside(false);
    expect(killer.quarantine).toBeNull();
    expect(await killer.call('0')).toMatchObject({ status: 'ok', output: '0' });
  });
  test('an artifact that only ends by a limit is not quarantined', async () => {
    const served = await sandbox.serve(program('function f(x) { while (x) {} return 0 }'), {
      ...LIMITS,
      wallMs: 60,
    });
    expect(await served.call('1')).toMatchObject({ status: 'timeout' });
    expect(served.quarantine).toBeNull();
    expect(await served.call('0')).toMatchObject({ status: 'ok' });
    await served.close();
  });
});

describe('many artifacts', () => {
  test('more than a process keeps loaded are all served', async () => {
    const own = await openSandbox({ size: 1, graceMs: 2000 });
    const all = await Promise.all(
      Array.from({ length: 140 }, (_, k) => own.serve(program(`const f = (x) => x + ${k}`), LIMITS)),
    );
    const answers = await Promise.all(all.map((served) => served.call('1000')));
    expect(answers.map((answer) => answer.status === 'ok' && Number(answer.output))).toEqual(
      Array.from({ length: 140 }, (_, k) => 1000 + k),
    );
    await own.close();
  });
  test('large answers in flight do not block each other', async () => {
    const served = await sandbox.serve(program('const f = (n) => "x".repeat(n)'), {
      ...LIMITS,
      outputBytes: 1e6,
    });
    const answers = await Promise.all(Array.from({ length: 40 }, () => served.call('500000')));
    for (const answer of answers) expect(answer.status === 'ok' && answer.output.length).toBe(500_002);
    await served.close();
  });
});
