import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../actors/ports.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { evaluate, outcome } from '../evaluate.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 1, graceMs: 500 });
});
afterAll(() => sandbox.close());

const says = (source: string, options: Parameters<typeof outcome>[3] = {}): Promise<[string, string]> =>
  outcome(sandbox, source, [null], options);
const status = async (source: string, options: Parameters<typeof outcome>[3] = {}): Promise<string> =>
  (await says(source, options))[0];

describe('time', () => {
  const endless = 'function f() { for (;;) {} }';
  test('an endless loop ends by fuel where fuel is counted, with the same count every time', async () => {
    const evaluation = await evaluate(sandbox, endless, [1, 2], { mode: 'fuel' });
    expect(evaluation).toMatchObject({
      calls: [
        { status: 'fuel', fuel: 100_000 },
        { status: 'fuel', fuel: 100_000 },
      ],
    });
  });
  test('an endless loop ends by time in the plain build, and later calls still run', async () => {
    const source = 'function f(x) { if (x === 1) for (;;) {} return x }';
    const evaluation = await evaluate(sandbox, source, [1, 2], { limits: { wallMs: 60 } });
    expect(evaluation).toMatchObject({ calls: [{ status: 'timeout' }, { status: 'ok', output: '2' }] });
  });
  test('an endless chain of promises ends by time', async () => {
    expect(
      await status('function f() { const g = () => Promise.resolve().then(g); return g() }', {
        limits: { wallMs: 60 },
      }),
    ).toBe('timeout');
  });
  test('an endless loop while loading is an unloadable program', async () => {
    expect(await says('for (;;) {} function f() {}', { limits: { wallMs: 60 } })).toEqual([
      'unloadable',
      'TimeoutError: loading took more than 60 ms',
    ]);
    expect(await says('for (;;) {} function f() {}', { mode: 'fuel' })).toEqual([
      'unloadable',
      'FuelError: loading took more than 100000 fuel',
    ]);
  });
  test('native work that cannot be interrupted is killed from outside, and its neighbours still get their answers', async () => {
    const stuck = status('function f() { return String(7n ** 40000000n).length }', {
      limits: { wallMs: 50 },
    });
    const neighbours = Array.from({ length: 12 }, (_, i) =>
      outcome(sandbox, 'function f(x) { return x * 2 }', [i]),
    );
    expect(await Promise.all(neighbours)).toEqual(
      Array.from({ length: 12 }, (_, i) => ['ok', String(i * 2)]),
    );
    expect(await stuck).toBe('timeout');
  });
});

describe('memory', () => {
  test('objects on the heap', async () => {
    expect(
      await status(
        'function f() { const all = []; for (;;) all.push(new Array(1e5).fill(all.length + 0.5)) }',
        {
          limits: { wallMs: 5000, memoryMb: 16 },
        },
      ),
    ).toBe('memory');
  });
  test('buffers outside the heap', async () => {
    const [kind, detail] = await says(
      'function f() { const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1)) }',
      { limits: { wallMs: 5000 } },
    );
    expect([kind, detail]).toSatisfy(
      ([k, d]: string[]) => k === 'memory' || (k === 'error' && /allocation/i.test(d ?? '')),
    );
  });
  test('a map that grows for ever ends as memory or death, and the next job is answered', async () => {
    const source = 'function f() { const m = new Map(); for (let i = 0; ; i++) m.set(i, String(i)) }';
    expect(['memory', 'crash']).toContain(await status(source, { limits: { wallMs: 5000, memoryMb: 16 } }));
    expect(await says('function f() { return 1 }')).toEqual(['ok', '1']);
  });
});

describe('output', () => {
  test('too many bytes, counted as bytes', async () => {
    expect(await status('function f() { return "é".repeat(60) }', { limits: { outputBytes: 100 } })).toBe(
      'output',
    );
    expect(await status('function f() { return "e".repeat(60) }', { limits: { outputBytes: 100 } })).toBe(
      'ok',
    );
  });
  test('too deep', async () => {
    const nested = (n: number): string =>
      `function f() { let x = 1; for (let i = 0; i < ${n}; i++) x = [x]; return x }`;
    expect(await status(nested(50))).toBe('ok');
    expect(await status(nested(51))).toBe('output');
    expect(await status(nested(200_000))).toBe('output');
  });
  test('brackets inside strings are no nesting', async () => {
    expect(await status('function f() { return "[{".repeat(100) + "\\\\" + "\\"" }')).toBe('ok');
  });
  test('what is no JSON is null, an error or refused, never a crash', async () => {
    expect(await says('function f() {}')).toEqual(['ok', 'null']);
    expect(await says('function f() { return f }')).toEqual(['ok', 'null']);
    expect(await says('function f() { return NaN }')).toEqual(['ok', 'null']);
    expect(await says('function f() { return 1n }')).toEqual([
      'error',
      'TypeError: Do not know how to serialize a BigInt',
    ]);
    expect((await says('function f() { const a = {}; a.a = a; return a }'))[1]).toMatch(
      /^TypeError: Converting circular/,
    );
    expect(await status('function f() { return "x".repeat(2 ** 22) }')).toBe('output');
  });
});

describe('what is thrown', () => {
  test.each([
    ['throw new RangeError("no")', 'RangeError: no'],
    ['throw "text"', 'string: text'],
    ['throw null', 'object: null'],
    ['throw undefined', 'undefined: undefined'],
    ['throw Symbol("s")', 'symbol: Symbol(s)'],
    ['throw { get name() { throw 1 } }', 'object: the thrown value could not be read'],
    ['throw { name: 5, message: {} }', 'object: '],
    ['class Odd extends Error { name = "Odd" } throw new Odd("x")', 'Odd: x'],
    [
      'throw Object.assign(new Error("m".repeat(1e6)), { name: "n".repeat(1e6) })',
      `${'n'.repeat(100)}: ${'m'.repeat(2000)}`,
    ],
  ])('%s', async (body, expected) => {
    expect(await says(`function f() { ${body} }`)).toEqual(['error', expected]);
  });
  test('a getter or proxy that never returns is timed like everything else', async () => {
    const limits = { wallMs: 60 };
    expect(await status('function f() { throw { get name() { for (;;) {} } } }', { limits })).toBe('timeout');
    expect(await status('function f() { throw new Proxy({}, { get() { for (;;) {} } }) }', { limits })).toBe(
      'timeout',
    );
    expect(await status('function f() { return { toJSON() { for (;;) {} } } }', { limits })).toBe('timeout');
    expect(
      await status('function f() { throw new Proxy({}, { get() { for (;;) {} } }) }', { mode: 'fuel' }),
    ).toBe('fuel');
  });
  test('while loading, too', async () => {
    expect(await says('throw new TypeError("at the top"); function f() {}')).toEqual([
      'unloadable',
      'TypeError: at the top',
    ]);
    expect(
      await status('throw new Proxy({}, { get() { for (;;) {} } }); function f() {}', {
        limits: { wallMs: 50 },
      }),
    ).toBe('unloadable');
  });
});

describe('ways out', () => {
  test.each([
    ['(1).constructor.constructor("return process")()'],
    ['(function* () {}).constructor("return process")().next()'],
    ['(async () => {}).constructor("return process")()'],
    ['Object.getPrototypeOf((async () => {}).constructor)("return this")()'],
    ['eval("process")'],
    ['(0, eval)("process")'],
    ['new Function("return process")()'],
    ['process.exit(1)'],
    ['globalThis.process.kill(1)'],
    ['new WebAssembly.Module(new Uint8Array())'],
    ['new SharedArrayBuffer(8)'],
    ['console.log(1)'],
    ['fetch("http://127.0.0.1")'],
  ])('%s is refused', async (expression) => {
    expect(await says(`function f() { return ${expression} }`)).toSatisfy(
      ([kind, detail]: string[]) =>
        kind === 'error' && /^(EvalError|ReferenceError|TypeError):/.test(detail ?? ''),
    );
  });

  test('a module is refused by its name before the program runs', async () => {
    for (const source of ['function f() { return require("fs") }', 'import fs from "fs"; function f() {}'])
      expect(await says(source)).toEqual([
        'unloadable',
        expect.stringContaining('the module "fs" cannot be imported in the sandbox'),
      ]);
  });
  test('import() finds nothing', async () => {
    expect(await status('async function f() { return Object.keys(await import("node:fs")) }')).toBe('error');
  });
  test('a stack trace gives no function of the harness away', async () => {
    const source = `function f() {
      Error.stackTraceLimit = 50;
      Error.prepareStackTrace = (_, sites) => sites.map((site) => [typeof site.getFunction(), typeof site.getThis()]);
      return new Error('x').stack.slice(1);
    }`;
    const [kind, output] = await says(source);
    expect(kind).toBe('ok');
    expect(JSON.parse(output)).toSatisfy((sites: string[][]) =>
      sites.every((site) => site[0] === 'undefined' && site[1] === 'undefined'),
    );
  });
  test('the words the sandbox uses are refused with their line', async () => {
    for (const source of [
      '\nfunction f() { return $dse_k(-100) }',
      '\nconst $dse_x = 1; function f() {}',
      '\nfunction f() { return \\u0024dse_k }',
    ]) {
      expect(await evaluate(sandbox, source)).toMatchObject({
        status: 'unloadable',
        error: { name: 'SyntaxError', line: 2 },
      });
    }
    expect(
      await says('function f() { return [Object.keys(globalThis), typeof globalThis["$dse_" + "k"]] }', {
        mode: 'fuel',
      }),
    ).toEqual(['ok', '[["f"],"undefined"]']);
  });
});
