import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program, Sandbox } from '../../actors/ports.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { evaluate, LIMITS, outcome } from '../evaluate.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 2, graceMs: 500 });
});
afterAll(() => sandbox.close());

const program = (source: string, entry = 'f'): Program => ({ language: 'javascript', source, entry });

describe('what programs see of each other', () => {
  test('nothing: prototypes, globals and built-ins are fresh in every job', async () => {
    const poison = `function f() {
      Object.prototype.poisoned = 1; Array.prototype.map = () => 'mine'; globalThis.leak = 1; JSON.stringify = () => '"forged"';
      Promise.prototype.then = () => 1; Math.random = () => 4;
      return 1;
    }`;
    const look =
      'function f() { return [({}).poisoned === undefined, [1].map((x) => x + 1), typeof leak, Math.random() < 1] }';
    for (let i = 0; i < 6; i += 1) {
      expect(await outcome(sandbox, poison, [null], { mode: i % 2 === 0 ? 'fuel' : 'plain' })).toEqual([
        'ok',
        '1',
      ]);
      expect(await outcome(sandbox, look, [null], { mode: i % 2 === 0 ? 'fuel' : 'plain' })).toEqual([
        'ok',
        '[true,[2],"undefined",true]',
      ]);
    }
  });
  test('promises left behind do not run in the next job', async () => {
    const endless = 'function f() { const g = () => Promise.resolve().then(g); g(); return 1 }';
    expect((await outcome(sandbox, endless, [null], { limits: { wallMs: 50 } }))[0]).toBe('timeout');
    for (let i = 0; i < 4; i += 1)
      expect(await outcome(sandbox, 'function f() { return 2 }')).toEqual(['ok', '2']);
  });
  test('each call has its own copy of the input', async () => {
    const source = 'function f(x) { x.push(1); return x.length }';
    expect(await evaluate(sandbox, source, [[0], [0]])).toMatchObject({
      calls: [{ output: '2' }, { output: '2' }],
    });
  });
});

describe('inputs and entries', () => {
  test('an entry may take nothing, one value or a spread list, and may be a declaration, a constant, a class method by wrapper or async', async () => {
    expect(await outcome(sandbox, 'const f = (...all) => all.length', ['x'])).toEqual(['ok', '1']);
    expect(await outcome(sandbox, 'const f = (a, b) => a - b', [[5, 3]], { spread: true })).toEqual([
      'ok',
      '2',
    ]);
    expect(await outcome(sandbox, 'async function f(x) { await null; return x }', [[1]])).toEqual([
      'ok',
      '[1]',
    ]);
    expect(await outcome(sandbox, 'async function f() { throw new Error("later") }')).toEqual([
      'error',
      'Error: later',
    ]);
    expect(await outcome(sandbox, 'function f() { return new Promise(() => {}) }')).toEqual([
      'error',
      'Error: the promise never settles',
    ]);
    const bare = {
      program: program('function f(...all) { return all.length }'),
      inputs: [''],
      mode: 'plain',
      limits: LIMITS,
      seed: 1,
    } as const;
    expect(await sandbox.evaluate(bare)).toMatchObject({ calls: [{ output: '0' }] });
  });
  test('a program may bring its own console', async () => {
    const source =
      'const console = { assert(x) { if (!x) throw new Error("assert") } }; function f() { console.assert(true); console.assert(1 > 2) }';
    expect(await outcome(sandbox, source)).toEqual(['error', 'Error: assert']);
  });
  test.each([
    ['import x from "left-pad"; export function f() {}', 'left-pad', 1],
    ['export * from "lodash/fp"; export function f() {}', 'lodash/fp', 1],
    ['function f() {\n return require("js-md5")("x") }', 'js-md5', 2],
  ])('%s is refused by the name of the module', async (source, name, line) => {
    const message = expect.stringContaining(`the module "${name}" cannot be imported`);
    expect(await evaluate(sandbox, source)).toMatchObject({ status: 'unloadable', error: { message, line } });
  });
  test('a function of its own may be called require', async () => {
    const source = 'const require = (name) => name; function f() { return require("left-pad") }';
    expect(await outcome(sandbox, source)).toEqual(['ok', '"left-pad"']);
  });
  test('exports are entered by name, imports are refused with their line', async () => {
    expect(
      await outcome(sandbox, 'const k = 2;\nexport const f = (x) => x * k;\nexport { k };', [4]),
    ).toEqual(['ok', '8']);
    expect(await outcome(sandbox, 'export default function f() { return this === undefined }')).toEqual([
      'ok',
      'true',
    ]);
    expect(await evaluate(sandbox, 'const k = 2;\nimport fs from "node:fs";\nfunction f() {}')).toMatchObject(
      { error: { name: 'SyntaxError', line: 2 } },
    );
  });
  test.each([
    ['function f() {\n  return 1 +;\n}', 'SyntaxError', 2],
    ['function f() {\n  return /(/;\n}', 'SyntaxError', 2],
    ['let f = 1;\nlet f = 2;', 'SyntaxError', 2],
    ['with (Math) { f = 1 }', 'SyntaxError', 1],
    ['const f = 5', 'TypeError', null],
    ['const g = 5', 'TypeError', null],
    ['null.x; function f() {}', 'TypeError', null],
  ])('%j cannot be loaded', async (source, name, line) => {
    for (const mode of ['plain', 'fuel', 'coverage'] as const) {
      const evaluation = await evaluate(sandbox, source, [null], { mode });
      expect(evaluation).toMatchObject({
        status: 'unloadable',
        error: { name, line: (line ?? evaluation.status === 'unloadable') ? line : null },
      });
    }
  });
  test('types are stripped, and what cannot be stripped is refused with its line', async () => {
    const source = 'type N = number;\nconst f = (a: N, b?: string): N => a + 1;';
    expect(await outcome(sandbox, source, [1], { language: 'typescript' })).toEqual(['ok', '2']);
    expect(await evaluate(sandbox, '\nenum A { x }', [1], { language: 'typescript' })).toMatchObject({
      error: { name: 'SyntaxError', line: 2 },
    });
    expect(
      await evaluate(sandbox, 'const f = (a: number) => a\nconst a: number = ;', [1], {
        language: 'typescript',
      }),
    ).toMatchObject({ error: { line: 2 } });
  });
  test("an input that is not what the job says is the caller's mistake", async () => {
    const job = { program: program('function f() {}'), mode: 'plain', limits: LIMITS, seed: 1 } as const;
    await expect(sandbox.evaluate({ ...job, inputs: ['{'] })).rejects.toThrow(
      'an input must be JSON text; got {',
    );
    await expect(
      sandbox.evaluate({ ...job, program: { ...job.program, spread: true }, inputs: ['1'] }),
    ).rejects.toThrow('JSON text of an array');
  });
  test('inputs may be large', async () => {
    const texts = [1, 2, 3].map((i) => String(i).repeat(700_000));
    const source = 'const f = (x) => [x.length, x[0], x.at(-1)]';
    expect(await evaluate(sandbox, source, texts)).toMatchObject({
      calls: [{ output: '[700000,"1","1"]' }, { output: '[700000,"2","2"]' }, { output: '[700000,"3","3"]' }],
    });
  });
  test('stopOnFailure leaves the later calls out', async () => {
    const evaluation = await evaluate(
      sandbox,
      'function f(x) { if (x === 2) throw 1; return x }',
      [1, 2, 3],
      { stopOnFailure: true },
    );
    expect(evaluation).toMatchObject({ calls: [{ status: 'ok' }, { status: 'error' }] });
  });
});

describe('determinism', () => {
  test('the clock stands still and randomness follows the seed, afresh in every call', async () => {
    const source = `function f() {
      return [Math.random(), Date.now(), new Date().toISOString(), Date(), new Date(0).getTimezoneOffset(), new Intl.DateTimeFormat('en-GB').format(),
        new Date(2020, 1, 29).toISOString(), Date.UTC(2000, 0), new Date('2001-02-03').getTime(), new Date() instanceof Date, Date.length];
    }`;
    const first = await evaluate(sandbox, source, [1, 2]);
    const again = await evaluate(sandbox, source, [1, 2], { mode: 'fuel' });
    const other = await evaluate(sandbox, source, [1, 2], { seed: 8 });
    const outputs = (e: typeof first): string[] =>
      e.status === 'ok' ? e.calls.map((call) => (call.status === 'ok' ? call.output : '')) : [];
    const [one = '', two] = outputs(first);
    expect(one).toBe(two);
    expect(outputs(again)).toEqual([one, one]);
    expect(outputs(other)[0]).not.toBe(one);
    expect(JSON.parse(one).slice(1)).toEqual([
      1704067200000,
      '2024-01-01T00:00:00.000Z',
      'Mon Jan 01 2024 00:00:00 GMT+0000 (Coordinated Universal Time)',
      0,
      '01/01/2024',
      '2020-02-29T00:00:00.000Z',
      946684800000,
      981158400000,
      true,
      7,
    ]);
  });
  test('random numbers look even', async () => {
    const source =
      'function f() { const bins = Array(10).fill(0); for (let i = 0; i < 1e5; i++) bins[Math.floor(Math.random() * 10)]++; return bins }';
    const [, output] = await outcome(sandbox, source, [null], { limits: { wallMs: 2000 } });
    for (const bin of JSON.parse(output) as number[]) expect(Math.abs(bin - 10_000)).toBeLessThan(500);
  });
});

describe('coverage', () => {
  test('counts the statements and branches that ran, over all calls', async () => {
    const source = 'function f(x) { if (x > 1) return "big"; return x ? "one" : "none" }';
    const covered = async (inputs: number[]): Promise<unknown> => {
      const evaluation = await evaluate(sandbox, source, inputs, { mode: 'coverage' });
      return evaluation.status === 'ok' ? evaluation.coverage : evaluation;
    };
    expect(await covered([])).toEqual({
      statements: { covered: 0, total: 3 },
      branches: { covered: 0, total: 4 },
    });
    expect(await covered([2])).toEqual({
      statements: { covered: 2, total: 3 },
      branches: { covered: 1, total: 4 },
    });
    expect(await covered([2, 1, 0])).toEqual({
      statements: { covered: 3, total: 3 },
      branches: { covered: 4, total: 4 },
    });
  });
  test('a program cannot write its own counters', async () => {
    const source = `function f() {
      for (const name of Object.getOwnPropertyNames(globalThis)) if (name.startsWith('cov') || name.includes('coverage')) return name;
      Object.keys = () => []; Array.isArray = () => true; Reflect.ownKeys = () => [];
      return 'none';
      return 'never';
    }`;
    const evaluation = await evaluate(sandbox, source, [null], { mode: 'coverage' });
    expect(evaluation).toMatchObject({
      calls: [{ output: '"none"' }],
      coverage: { statements: { covered: 6, total: 11 } },
    });
  });
});
