import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Limits, Mode, Program, Sandbox } from '../../actors/ports.ts';
import { findBubblewrap } from '../../infra/sandbox/bubblewrap.ts';
import { findPython, NoPython, openPython } from '../../infra/sandbox/python.ts';
import { LIMITS, outcome as javascriptOutcome } from '../evaluate.ts';
import { onPython } from '../python.ts';

/** Where it cannot run the engine says so; `.ci/run` installs what it needs. */
const usable = (await findBubblewrap()) !== null && (await findPython()) !== null;

it('runs where bubblewrap and python3 do, and says elsewhere what to install', async () => {
  const opened = await openPython({ size: 1 }).catch((error: unknown) => error);
  expect(opened instanceof NoPython ? /install|DSE_PYTHON/.test(opened.message) : usable).toBe(true);
  if (usable) await (opened as Sandbox).close();
});

onPython(() => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openPython({ size: 1, graceMs: 500 });
  });
  afterAll(() => sandbox.close());

  const program = (source: string, spread = false): Program => ({
    language: 'python',
    source,
    entry: 'f',
    spread,
  });
  const evaluate = (
    source: string,
    inputs: readonly unknown[] = [null],
    mode: Mode = 'plain',
    limits: Partial<Limits> = {},
  ) =>
    sandbox.evaluate({
      program: program(source),
      inputs: inputs.map((input) => JSON.stringify(input)),
      mode,
      limits: { ...LIMITS, ...limits },
      seed: 7,
    });
  /** The same words as `outcome` of the JavaScript tests gives. */
  const says = (...given: Parameters<typeof evaluate>): ReturnType<typeof javascriptOutcome> =>
    javascriptOutcome({ ...sandbox, evaluate: () => evaluate(...given) }, '');
  const value = (expression: string, input: unknown = null) =>
    says(`import math, json, re\ndef f(x):\n  return ${expression}`, [input]);
  const fuel = async (body: string, input: unknown = null) => {
    const evaluation = await evaluate(`def f(x):\n  ${body}`, [input], 'fuel', { fuel: 1e7 });
    return evaluation.status === 'ok' ? evaluation.calls[0]?.fuel : evaluation.error.message;
  };

  it('counts the time of the processor, not the time a call waits, and takes no word of the program for it', async () => {
    const source = `import json, time
load = json.__builtins__['__import__']
def f(x):
  load('select').poll().poll(300)
  load('channel').dumps = lambda answer: json.dumps({**answer, 'cpuUs': 10**9, 'peakBytes': 1})`;
    const evaluation = await evaluate(source, [null], 'plain', { wallMs: 10_000 });
    const [call] = evaluation.status === 'ok' ? evaluation.calls : [];
    expect(call).toMatchObject({ status: 'ok', output: 'null' });
    expect(call?.wallUs).toBeGreaterThan(290_000);
    expect(call?.cpuUs).toBeLessThan(150_000);
    expect(call?.peakBytes).toBeGreaterThan(1_000_000);
  });

  describe('values', () => {
    it.each([
      ['x', { a: [1, 2.5, 'é', null, true] }, '{"a":[1,2.5,"é",null,true]}'],
      ['1.0', null, '1'],
      ['-0.0', null, '0'],
      ['[math.nan, math.inf]', null, '[null,null]'],
      ['(1, (2,))', null, '[1,[2]]'],
      ['{1: 2}', null, '{"1":2}'],
      ['"\\ud800"', null, '"\\ud800"'],
      ['2 ** 53 - 1', null, '9007199254740991'],
    ])('%s', async (expression, input, output) => {
      expect(await value(expression, input)).toEqual(['ok', output]);
    });
    it.each([
      ['2 ** 53', /^TypeError: an integer beyond/],
      ['{1, 2}', /^TypeError: a value of type set/],
      ['f', /^TypeError: a value of type function/],
      ['{(1, 2): 3}', /^TypeError: keys must be text/],
      ['(lambda a: a.append(a) or a)([])', /^TypeError: a value that holds itself/],
      ['[][1]', /^IndexError: list index out of range/],
      ['open("/etc/passwd")', /^PermissionError: open is not available/],
      ['eval("1")', /^PermissionError: eval is not available/],
      ['__import__("os")', /^ImportError: "os" is not a module/],
    ])('%s is an error', async (expression, message) => {
      const [kind, text] = await value(expression);
      expect([kind, text]).toEqual(['error', expect.stringMatching(message)]);
    });
    it('takes a list apart for an entry with several parameters, and refuses inputs that are none', async () => {
      const job = {
        mode: 'plain',
        limits: LIMITS,
        seed: 1,
        program: program('def f(a, b):\n  return a - b', true),
      } as const;
      expect(await sandbox.evaluate({ ...job, inputs: ['[5,3]'] })).toMatchObject({
        calls: [{ output: '2' }],
      });
      await expect(sandbox.evaluate({ ...job, inputs: ['5'] })).rejects.toThrow(
        'must be the JSON text of an array',
      );
      await expect(sandbox.evaluate({ ...job, inputs: ['[1'] })).rejects.toThrow('an input must be');
    });
    it('awaits a coroutine, and says of one that waits for something that it never settles', async () => {
      expect(await says('async def g(x):\n  return x\nasync def f(x):\n  return await g(x)', [3])).toEqual([
        'ok',
        '3',
      ]);
    });
  });

  describe('what cannot be loaded', () => {
    it.each([
      ['def f(x)\n  pass', 'SyntaxError', 1],
      ['x = 1\nimport os\ndef f(x): pass', 'ImportError', 2],
      ['from . import a\ndef f(x): pass', 'ImportError', 1],
      ['\n\nraise ValueError("top")', 'ValueError', 3],
      ['f = 1', 'TypeError', null],
      ['while True: pass', 'TimeoutError', null],
      ['a = [0] * 10 ** 9', 'MemoryError', null],
      [`f = ${'('.repeat(5000)}${')'.repeat(5000)}`, 'SyntaxError', 1],
    ])('%.40s', async (source, name, line) => {
      expect(await evaluate(source)).toMatchObject({ status: 'unloadable', error: { name, line } });
    });
    it('names what may be imported', async () => {
      expect((await says('import requests\ndef f(x): pass'))[1]).toMatch(
        /"requests" is not a module .*statistics/,
      );
    });
  });

  describe('walls', () => {
    it('ends loops by time or fuel, and calls the rest afresh', async () => {
      const source = 'n = 0\ndef f(x):\n  global n\n  n += 1\n  while x: pass\n  return n';
      expect(await evaluate(source, [0, 0, 1, 0])).toMatchObject({
        calls: [{ output: '1' }, { output: '2' }, { status: 'timeout' }, { output: '1' }],
      });
      const caught =
        'def f(x):\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass';
      expect(await evaluate(caught, [1], 'fuel')).toMatchObject({
        calls: [{ status: 'fuel', fuel: LIMITS.fuel }],
      });
    });
    it('ends what grows, what is too long and what is too deep', async () => {
      expect(
        (
          await says('def f(x):\n  a = []\n  while True: a.append([0] * 1000)', [1], 'plain', {
            wallMs: 5000,
          })
        )[0],
      ).toBe('memory');
      expect((await says('def f(x):\n  return "é" * 60', [1], 'plain', { outputBytes: 100 }))[0]).toBe(
        'output',
      );
      expect((await says('def f(x):\n  for _ in range(51): x = [x]\n  return x'))[0]).toBe('output');
      expect((await says('def f(x):\n  for _ in range(50): x = [x]\n  return x'))[0]).toBe('ok');
    });
    it('survives a program that crashes its interpreter, and answers the next', async () => {
      const crash = 'import json\ndef f(x):\n  json.__builtins__["__import__"]("os")._exit(3)';
      expect(await says(crash)).toEqual(['crash', 'the process ended (code 3)']);
      expect(await value('1')).toEqual(['ok', '1']);
    });
  });

  it('holds clock, seed, order of sets and module state still: the same twice, and in another process', async () => {
    const source =
      'import random, time, datetime\ndef f(x):\n  return [random.random(), random.Random().random(), time.time(), str(datetime.datetime.now()), list({"a", "b", "c", "d"}), isinstance(datetime.datetime.now(), datetime.date)]';
    const other = await openPython({ size: 1 });
    const one = await says(source, [1, 1]);
    expect(await says(source, [1])).toEqual(one);
    expect(
      await javascriptOutcome(
        {
          ...other,
          evaluate: () =>
            other.evaluate({
              program: program(source),
              inputs: ['1'],
              mode: 'fuel',
              limits: LIMITS,
              seed: 7,
            }),
        },
        '',
      ),
    ).toEqual(one);
    expect(one[1]).toContain('1704067200,"2024-01-01 00:00:00"');
    await other.close();
  });

  describe('fuel', () => {
    const list = Array.from({ length: 100 }, (_, i) => (i * 37) % 101);
    it.each([
      ['pass', 'entry and statement', null, 2],
      ['a = 1; b = 2; return a + b', 'entry and three statements', null, 4],
      ['for i in range(10): pass', 'entry, for, ten steps and a statement in each', null, 22],
      ['while x: x -= 1', 'entry, while, five steps of one and a statement', 5, 12],
      ['return [i for i in range(10)]', 'each step of a comprehension', null, 12],
      ['return 1 if x else 2', 'a conditional costs what its if would', null, 3],
      ['return x and 1 or 2', 'two operators that branch', null, 4],
      ['return (lambda: 1)()', "a call pays the callee's entry and body", null, 4],
      ['return sorted(x)', 'n log n', list, 2802],
      ['return -1 in x', 'a linear scan', list, 102],
      ['return x[90:]', 'what a slice copies', list, 12],
      ['return x.index(37)', 'a method of a list', list, 102],
      ['return {1: 2}.get(1)', 'a look-up', null, 6],
      ['x.append(1)', 'appending is free', list, 2],
    ])('%s costs: %s', async (body, _why, input, cost) => {
      expect(await fuel(body, input)).toBe(cost);
    });
    it('is the same every time, and loading is charged to no call', async () => {
      const source = 's = sum(range(1000))\ndef f(x):\n  return sorted(set(x))[0] + s';
      const runs = await Promise.all([1, 2, 3].map(() => evaluate(source, [list, list], 'fuel')));
      const counts = runs.map((run) => run.status === 'ok' && run.calls.map((call) => call.fuel));
      expect(counts).toEqual(
        Array.from({ length: 3 }, () => [counts[0]![0 as never], counts[0]![0 as never]]),
      );
    });
  });

  it('covers statements and both ways of a condition', async () => {
    const source = 'def f(x):\n  if x > 1:\n    return 1\n  return 2 if x else 3';
    expect(await evaluate(source, [2], 'coverage')).toMatchObject({
      coverage: { statements: { covered: 2, total: 3 }, branches: { covered: 1, total: 4 } },
    });
    expect(await evaluate(source, [2, 1, 0], 'coverage')).toMatchObject({
      coverage: { statements: { covered: 3, total: 3 }, branches: { covered: 4, total: 4 } },
    });
  });

  it('serves many artifacts side by side, each with its own state, counted when asked', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, k) =>
        sandbox.serve(program(`n = 0\ndef f(x):\n  global n\n  n += 1\n  return x * ${k} + n`), LIMITS),
      ),
    );
    const first = await Promise.all(all.map((served) => served.call('10')));
    const again = await Promise.all(all.map((served) => served.call('10', { fuel: true })));
    expect(first.map((one) => one.status === 'ok' && one.output)).toEqual(
      all.map((_, k) => String(10 * k + 1)),
    );
    expect(again.map(({ fuel }) => fuel)).toEqual(all.map(() => 4));
    await Promise.all(all.map((served) => served.close()));
    await expect(sandbox.serve(program('import os'), LIMITS)).rejects.toThrow(
      /cannot serve this program: ImportError.*line 1/,
    );
  });
});
